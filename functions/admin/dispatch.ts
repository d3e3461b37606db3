// From a request to its operation: the route table decides, the wire forms check what goes in and what comes out.
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HealthAnswer } from '../../shared/http/health.ts';
import { readJsonObject } from '../../shared/http/json-body.ts';
import {
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  noContent,
} from '../../shared/http/message.ts';
import { readQuery } from '../../shared/http/query.ts';
import { type AdminOperation, adminRoutes } from '../../shared/http/routes.ts';
import { validate } from '../../shared/http/validate.ts';
import type { WireForm } from '../../shared/http/wire-form.ts';
import { isKeyId, isProjectId, isTokenId } from '../../shared/kernel/ids.ts';
import type { Call, Ids, Operations } from './operation.ts';
import { adminWire } from './wire.ts';

type AdminRoute = (typeof adminRoutes)[number];

export type Admin = (request: HttpRequest, callerArn: string) => Promise<HttpResponse>;

/** Throws ApiError for whatever the caller did wrong. */
export const createAdmin =
  (operations: Operations): Admin =>
  async (request, callerArn) => {
    const route = routeOf(request);
    const answer = await run(route.operation, request, callerArn, operations);
    return answer === null ? noContent() : jsonResponse(statusOf(route, answer), answer);
  };

function routeOf({ method, resource }: HttpRequest): AdminRoute {
  const routes = adminRoutes.filter(({ path }) => path === resource);
  const route = routes.find((candidate) => candidate.method === method);
  if (route !== undefined) return route;
  if (routes.length === 0) throw new ApiError('not_found');
  const allow = routes.map((candidate) => candidate.method).join(', ');
  throw new ApiError('method_not_allowed', { headers: { allow } });
}

async function run<O extends AdminOperation>(
  operation: O,
  request: HttpRequest,
  callerArn: string,
  operations: Operations,
): Promise<unknown> {
  const form: WireForm = adminWire[operation];
  const call = {
    ids: readIds(request),
    query: readQuery(form.query, request),
    body: form.body === null ? null : validate(form.body, readJsonObject(request), 'The body'),
    callerArn,
  } as Call<O>;
  const answer: unknown = await operations[operation](call);
  // Parsed on the way out, too: an undeclared field would be a bug, and must not leave.
  return form.answer === null ? null : form.answer.parse(answer);
}

/** Monitors look at the status alone. */
function statusOf({ operation, success }: AdminRoute, answer: unknown): number {
  const isDegraded = operation === 'getHealth' && (answer as HealthAnswer).status === 'degraded';
  return isDegraded ? 503 : success;
}

const FORM: Readonly<Record<keyof Ids, (text: string) => boolean>> = {
  project_id: isProjectId,
  key_id: isKeyId,
  token_id: isTokenId,
};

/** An id that cannot exist is told like one that does not. */
function readIds({ params }: HttpRequest): Ids {
  for (const [name, isWellFormed] of Object.entries(FORM)) {
    const id = params[name];
    if (id !== undefined && !isWellFormed(id)) throw new ApiError('not_found');
  }
  return params as Ids;
}
