// The rate limits of one model call: which apply, when their permits are taken, what the answer tells of them.
import type { Principal } from '../contracts/principal.ts';
import type { ApiError } from '../errors/api-error.ts';
import { assertNever } from '../kernel/assert-never.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Project } from '../projects/project.ts';
import type { LimitStatus, RateLimiter } from './limiter.ts';
import type { LimitScope } from './permit.ts';
import { rateLimitExceeded, rateLimitHeaders } from './rate-limit-headers.ts';
import { windowAt } from './window.ts';

export type CallLimitPorts = {
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly log: Log;
};

export type CallLimit = {
  /**
   * Counts the call. To be asked last, when nothing of ours can refuse the call any more. Throws ApiError:
   * `rate_limit_exceeded`, `service_unavailable`.
   */
  readonly take: () => Promise<void>;
  /** Headers of the answer, whatever it is. Before `take` they do not say how much is left. */
  readonly headers: () => Record<string, string>;
  /** Makes the call not count after all. Again is the same as once. */
  readonly refund: () => Promise<void>;
};

type Caller = {
  readonly principal: Principal;
  readonly project: Project;
  readonly requestId: string;
};

export function callLimit(caller: Caller, { rateLimiter, clock, log }: CallLimitPorts): CallLimit {
  const scopes = scopesOf(caller);
  let status = announced(scopes, clock());
  let refund = async (): Promise<void> => {};

  const take = async (): Promise<void> => {
    const outcome = await rateLimiter(scopes);
    switch (outcome.kind) {
      case 'unlimited':
        return;
      case 'granted':
        ({ status, refund } = outcome);
        return;
      case 'refused':
        status = outcome.status;
        throw rateLimitExceeded(status, outcome.retryAfterSeconds);
      case 'unknown':
        status = outcome.status;
        return decideUncounted(caller, outcome.cause, log);
      default:
        return assertNever(outcome);
    }
  };
  return { take, headers: () => rateLimitHeaders(status), refund: () => refund() };
}

/** The key's limit, then the project's. */
function scopesOf({ principal, project }: Caller): LimitScope[] {
  const ofKey = principal.restrictions.rateLimitRpm;
  const ofProject = project.rateLimitRpm;
  return [
    ...(ofKey === null ? [] : [{ id: principal.lineage, perMinute: ofKey }]),
    ...(ofProject === null ? [] : [{ id: project.projectId, perMinute: ofProject }]),
  ];
}

/** What is known without asking the store: the smallest limit, and when it begins anew. */
function announced(scopes: readonly LimitScope[], nowMs: number): LimitStatus | null {
  if (scopes.length === 0) return null;
  const perMinute = Math.min(...scopes.map((scope) => scope.perMinute));
  return { perMinute, remaining: null, resetsAtSeconds: windowAt(nowMs).endsAtSeconds };
}

/** The project's choice between refusing calls and not limiting them while permits cannot be counted. */
function decideUncounted({ project, requestId }: Caller, outage: ApiError, log: Log): void {
  const { projectId, rateLimitOnStoreFailure } = project;
  if (rateLimitOnStoreFailure === 'closed') throw outage;
  log.error('rate_limit_not_counted', { requestId, projectId }, outage.cause);
}
