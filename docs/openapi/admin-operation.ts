// An operation of the admin plane, from its wire form.

import type { WireForm } from '../../shared/api/operation.ts';
import { type AdminOperation, operationNamed } from '../../shared/api/operations.ts';
import type { AdminRoute } from '../../shared/api/route.ts';
import { errorResponses, requestIdHeader } from './errors.ts';
import { idempotencyKeyParameter, ifMatchParameter, pathParameters } from './parameters.ts';
import { querySchemas, refTo } from './schemas.ts';

type Json = Record<string, unknown>;
type Route = AdminRoute & { readonly operation: AdminOperation };

export function adminOperation(route: Route): Json {
  const form = operationNamed(route.operation);
  const { note: description } = form;
  return {
    operationId: `admin_${route.operation}`,
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOf(route.path)],
    security: [{ sigv4: [] }],
    parameters: [
      ...pathParameters(route.path),
      ...queryParameters(route.operation),
      ...(route.method === 'PATCH' || route.method === 'PUT' ? [ifMatchParameter] : []),
      ...(form.replay === undefined ? [] : [idempotencyKeyParameter]),
    ],
    ...(form.body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: refTo(form.body) },
              ...(form.takesText === true ? { 'text/plain': { schema: { type: 'string' } } } : {}),
            },
          },
        }),
    responses: {
      ...replayResponse(form),
      ...successResponse(route, form),
      ...errorsOf(route, form),
    },
  };
}

/** The first that stands in a path is its tag. */
const TAGS: readonly (readonly [part: string, tag: string])[] = [
  ['/api-keys', 'api-keys'],
  ['/tokens', 'tokens'],
  ['/dictionaries', 'dictionaries'],
  ['/polic', 'policies'],
  ['/rule', 'policies'],
  ['/usage', 'usage'],
  ['/audit', 'audit'],
  ['/health', 'health'],
];

const tagOf = (path: string): string =>
  TAGS.find(([part]) => path.includes(part))?.[1] ?? 'projects';

const queryParameters = (operation: AdminOperation): Json[] =>
  Object.entries(querySchemas(operation)).map(([name, schema]) => ({ name, in: 'query', schema }));

function successResponse({ success }: Route, { answer }: WireForm): Json {
  const content =
    answer === null ? {} : { content: { 'application/json': { schema: refTo(answer) } } };
  return { [String(success)]: { description: 'Success.', headers: requestIdHeader, ...content } };
}

function replayResponse({ replay }: WireForm): Json {
  if (replay === undefined) return {};
  const content = { 'application/json': { schema: refTo(replay) } };
  return { '200': { description: 'Created before.', headers: requestIdHeader, content } };
}

/** A degraded service answers 503 with its health, not with an error. */
function errorsOf(route: Route, { answer }: WireForm): Json {
  const errors = errorResponses(route, 'openai');
  if (route.operation !== 'getHealth' || answer === null) return errors;
  const unhealthy = { description: 'A check has failed.', headers: requestIdHeader };
  const content = { 'application/json': { schema: refTo(answer) } };
  return { ...errors, '503': { ...unhealthy, content } };
}
