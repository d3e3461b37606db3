// A sound request for every route of the data plane, and the checks that each refusal must pass.
import { expect } from 'vitest';
import { dataRoutes } from '../../shared/api/data-routes.ts';
import { type ErrorCode, errorSpec } from '../../shared/errors/catalog.ts';
import type { Dialect } from '../../shared/errors/envelope.ts';
import { dataCall, dataPath, wireBody } from './data-calls.ts';

export type DoorRoute = (typeof dataRoutes)[number] & { readonly title: string };

export const doorRoutes: readonly DoorRoute[] = dataRoutes.map((route) => ({
  ...route,
  title: `${route.method} ${route.path}`,
}));

/** Paths of requests, parameters filled in. */
export const pathOf = ({ path }: Pick<DoorRoute, 'path'>): string => dataPath(path);

/** True for operations that call a provider with the project's token. */
export const callsModel = ({ operation }: DoorRoute): boolean => dataCall(operation) !== null;

/** The methods of a path, as `allow` tells them. */
export const methodsOf = ({ path }: Pick<DoorRoute, 'path'>): string =>
  dataRoutes.flatMap((route) => (route.path === path ? route.method : [])).join(', ');

export function requestOf({ method, operation }: DoorRoute): RequestInit & {
  readonly headers: Record<string, string>;
} {
  const call = dataCall(operation);
  if (call === null) return { method, headers: {} };
  const { body, type } = wireBody(call);
  return { method, body, headers: { 'content-type': type } };
}

/** The type as Anthropic's clients find it. */
const anthropicType = (code: ErrorCode): unknown =>
  ({
    authentication_error: 'authentication_error',
    permission_error: 'permission_error',
    service_unavailable: 'overloaded_error',
    invalid_request_error: 'invalid_request_error',
  })[String(errorSpec(code).type)];

/** Status, envelope, request id and advice are those of the catalogue, in the wire format of the path. */
export async function expectRefusal(
  response: Response,
  code: ErrorCode,
  dialect: Dialect = 'openai',
): Promise<void> {
  const { status, type, message, retryAfterSeconds } = errorSpec(code);
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.stringContaining(`"code":"${code}"`)]);
  const body = JSON.parse(text) as Record<string, unknown>;
  const requestId = response.headers.get('x-request-id');
  const error = { message, param: null, code };
  if (dialect === 'anthropic')
    expect(body).toEqual({
      type: 'error',
      error: { ...error, type: anthropicType(code) },
      request_id: requestId,
    });
  else expect(body).toMatchObject({ error: { ...error, type } });
  if (dialect === 'openai') expect(body).not.toHaveProperty('type');
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(response.headers.get('retry-after')).toBe(retryAfterSeconds?.toString() ?? null);
  expect(response.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
}
