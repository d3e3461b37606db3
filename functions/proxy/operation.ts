// What every operation of the data plane gets and gives.
import type { Principal } from '../../shared/contracts/principal.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import type { Afterwards } from '../../shared/kernel/afterwards.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { WriteMetrics } from '../../shared/kernel/metric.ts';
import type { NoteUse } from '../../shared/keys/last-used.ts';
import type { RateLimiter } from '../../shared/limits/limiter.ts';
import type { LoadPolicy } from '../../shared/policies/active/load-policy.ts';
import type { ProjectReader } from '../../shared/projects/project.ts';
import type { ProviderPorts } from '../../shared/providers/call-model.ts';
import type { CallStore } from '../../shared/usage/meter.ts';

export type ProxyPorts = ProviderPorts & {
  readonly projects: ProjectReader;
  readonly rateLimiter: RateLimiter;
  readonly calls: CallStore;
  readonly noteUse: NoteUse;
  readonly policies: LoadPolicy;
  readonly writeMetrics: WriteMetrics;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
};

/** What belongs to one invocation. */
export type InvocationPorts = ProxyPorts & { readonly afterwards: Afterwards };

/** Throws ApiError. */
export type Operation = (
  request: HttpRequest,
  principal: Principal,
  ports: InvocationPorts,
) => Promise<HttpResponse>;
