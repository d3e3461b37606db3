// From a request to its operation: the route table decides, the wire forms check what goes in and what comes out.

import type { WireForm } from '../../shared/api/operation.ts';
import {
  type AdminOperation,
  adminRoutes,
  type CreatingOperation,
  operationNamed,
} from '../../shared/api/operations.ts';
import type { Claim } from '../../shared/aws/audit/claim-store.ts';
import type { Ledger } from '../../shared/aws/audit/ledger.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HealthAnswer } from '../../shared/http/health.ts';
import { etagOf } from '../../shared/http/if-match.ts';
import {
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  noContent,
} from '../../shared/http/message.ts';
import type { Log } from '../../shared/kernel/log.ts';
import type { Caller } from './caller.ts';
import { createOnce, type IdempotencyPorts } from './idempotency.ts';
import type { Call, Ids, Operations, Replays } from './operation.ts';
import { readCall } from './read-call.ts';
import { recordRefusal } from './refusals.ts';

type Replay = (ids: Ids, created: readonly string[]) => Promise<unknown>;
type AdminRoute = (typeof adminRoutes)[number];

export type Admin = (request: HttpRequest, caller: Caller) => Promise<HttpResponse>;

/** All operations for one caller. `ledger` is the one that they write with. */
export type Session = {
  readonly operations: Operations;
  readonly replays: Replays;
  readonly ledger: Ledger;
};

export type AdminPorts = IdempotencyPorts & {
  readonly begin: (caller: Caller, claim: Claim | null) => Session;
  readonly log: Log;
};

/** Throws ApiError for whatever the caller did wrong. */
export const createAdmin =
  (ports: AdminPorts): Admin =>
  async (request, caller) => {
    const { operation } = routeOf(request);
    try {
      return await carryOut(operation, request, caller, ports);
    } catch (error) {
      const { ledger } = ports.begin(caller, null);
      await recordRefusal(operation, request, error, ledger, ports.log);
      throw error;
    }
  };

function routeOf({ method, resource }: HttpRequest): AdminRoute {
  const routes = adminRoutes.filter(({ path }) => path === resource);
  const route = routes.find((candidate) => candidate.method === method);
  if (route !== undefined) return route;
  if (routes.length === 0) throw new ApiError('not_found');
  const allow = routes.map((candidate) => candidate.method).join(', ');
  throw new ApiError('method_not_allowed', { headers: { allow } });
}

async function carryOut<O extends AdminOperation>(
  operation: O,
  request: HttpRequest,
  caller: Caller,
  ports: AdminPorts,
): Promise<HttpResponse> {
  const form = operationNamed(operation);
  const call: Call<O> = readCall(operation, request, caller);
  const create = (claim: Claim | null): Promise<unknown> =>
    ports.begin(caller, claim).operations[operation](call);
  if (form.replay === undefined) return respond(operation, form.answer, await create(null));

  const { replays } = ports.begin(caller, null);
  const replay = (created: readonly string[]): Promise<unknown> =>
    (replays[operation as CreatingOperation] as Replay)(call.ids as Ids, created);
  const once = await createOnce(request, caller, call.body, { create, replay }, ports);
  return once.isReplay
    ? withETag(200, form.replay.parse(once.answer))
    : respond(operation, form.answer, once.answer);
}

/** Parsed on the way out, too: an undeclared field would be a bug, and must not leave. */
function respond(
  operation: AdminOperation,
  form: WireForm['answer'],
  answer: unknown,
): HttpResponse {
  return form === null ? noContent() : withETag(statusOf(operation, answer), form.parse(answer));
}

/** Monitors look at the status alone. */
function statusOf(operation: AdminOperation, answer: unknown): number {
  const isDegraded = operation === 'getHealth' && (answer as HealthAnswer).status === 'degraded';
  return isDegraded ? 503 : operationNamed(operation).success;
}

function withETag(status: number, answer: unknown): HttpResponse {
  const response = jsonResponse(status, answer);
  const { revision } = answer as { revision?: unknown };
  return typeof revision === 'number'
    ? { ...response, headers: { ...response.headers, etag: etagOf(revision) } }
    : response;
}
