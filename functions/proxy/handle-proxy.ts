// Takes an authenticated request to its operation by the route table.

import { dataRoutes, type PlainDataOperation } from '../../shared/api/data-routes.ts';
import { type Asked, dialectOfOther, notOffered } from '../../shared/api/not-offered.ts';
import type { Principal } from '../../shared/contracts/principal.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { Dialect } from '../../shared/errors/envelope.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { createForward } from './forward.ts';
import { getModel, listModels } from './models.ts';
import type { InvocationPorts, Operation } from './operation.ts';
import { showKey } from './show-key.ts';
import {
  cancelResponse,
  deleteResponse,
  listInputItems,
  retrieveResponse,
} from './stored-responses.ts';

const plainOperations: Readonly<Record<PlainDataOperation, Operation>> = {
  listModels,
  getModel,
  retrieveResponse,
  deleteResponse,
  cancelResponse,
  listInputItems,
  getKey: showKey,
};

const byRoute = new Map(
  dataRoutes.map((route) => [
    `${route.method} ${route.path}`,
    'surface' in route ? createForward(route.surface) : plainOperations[route.operation],
  ]),
);

/**
 * Throws ApiError for everything that the caller may be told. The URL plays no part: API Gateway has matched the
 * route, and headers that claim another method are not read.
 */
export async function handleProxy(
  request: HttpRequest,
  principal: Principal,
  ports: InvocationPorts,
): Promise<HttpResponse> {
  const operation = byRoute.get(`${request.method} ${request.resource}`);
  if (operation === undefined) throw unrouted(request);
  return operation(request, principal, ports);
}

function unrouted(request: HttpRequest): ApiError {
  const { resource } = request;
  const message = notOffered(request);
  const methods = dataRoutes.flatMap(({ path, method }) => (path === resource ? method : []));
  return methods.length === 0
    ? new ApiError('not_found', message === null ? {} : { message })
    : new ApiError('method_not_allowed', { headers: { allow: methods.join(', ') } });
}

/** Whose error envelope a path speaks. */
export const dialectOf = (asked: Asked): Dialect =>
  dialectOfOther(asked) ??
  dataRoutes.find(({ path }) => path === asked.resource)?.dialect ??
  'openai';
