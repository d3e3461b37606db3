// A sound request for every route of the data plane, and the checks that each refusal must pass.
import { expect } from 'vitest';
import { type DataOperation, dataRoutes } from '../../shared/api/data-routes.ts';
import { type ErrorCode, errorSpec } from '../../shared/errors/catalog.ts';
import type { Dialect } from '../../shared/errors/envelope.ts';

export type DoorRoute = (typeof dataRoutes)[number] & { readonly title: string };

export const doorRoutes: readonly DoorRoute[] = dataRoutes.map((route) => ({
  ...route,
  title: `${route.method} ${route.path}`,
}));

const MESSAGES = [{ role: 'user', content: 'Ahoy' }];

/** The body of every operation that has one. */
const bodies: Readonly<Record<DataOperation, object | null>> = {
  createChatCompletion: { model: 'gpt-4o', messages: MESSAGES },
  createResponse: { model: 'gpt-4o', input: 'Ahoy' },
  createEmbedding: { model: 'text-embedding-3-small', input: 'Ahoy' },
  createMessage: { model: 'claude-mock', max_tokens: 16, messages: MESSAGES },
  countMessageTokens: { model: 'claude-mock', messages: MESSAGES },
  listModels: null,
  getModel: null,
  getKey: null,
};

/** Paths of requests, parameters filled in. */
export const pathOf = ({ path }: Pick<DoorRoute, 'path'>): string =>
  path.replace('{model_id}', 'gpt-mock');

/** True for operations that call a provider with the project's token. */
export const callsModel = ({ operation }: DoorRoute): boolean => bodies[operation] !== null;

export function requestOf({ method, operation }: DoorRoute): RequestInit {
  const body = bodies[operation];
  return body === null
    ? { method }
    : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
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
