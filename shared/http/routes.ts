// The one table of routes. The gateway, the local front, the OpenAPI document and the tests are built from it.

import type { ErrorCode } from '../errors/catalog.ts';
import type { Dialect } from '../errors/envelope.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

type RouteBase = {
  readonly operation: string;
  readonly method: Method;
  /** API Gateway's resource path, parameters in braces. */
  readonly path: string;
  /** Success status, for documentation and tests. */
  readonly success: number;
  readonly summary: string;
  /** What this operation can answer besides `commonErrors` of its plane. */
  readonly errors: readonly ErrorCode[];
};

/** Served by the proxy function behind the key authorizer, with response streaming. */
export type DataRoute = RouteBase & { readonly plane: 'data'; readonly dialect: Dialect };
/** Served by the admin function behind IAM. */
export type AdminRoute = RouteBase & { readonly plane: 'admin' };
export type Route = DataRoute | AdminRoute;

const callErrors = [
  'invalid_json',
  'invalid_request',
  'wrong_endpoint',
  'configuration_error',
  'model_not_allowed',
  'request_too_large',
  'unsupported_media_type',
  'validation_error',
  'rate_limit_exceeded',
  'upstream_error',
  'upstream_timeout',
] as const satisfies readonly ErrorCode[];

// Type parameters keep the literals, so that a map of operations is checked to be complete.
const data = <O extends string, M extends Method, P extends string>(
  operation: O,
  method: M,
  path: P,
  summary: string,
  errors: readonly ErrorCode[],
  dialect: Dialect = 'openai',
) => ({ plane: 'data', operation, method, path, summary, errors, dialect, success: 200 }) as const;

export const dataRoutes = [
  data(
    'createChatCompletion',
    'POST',
    '/v1/chat/completions',
    'OpenAI chat completion, buffered or streamed',
    callErrors,
  ),
  data(
    'createResponse',
    'POST',
    '/v1/responses',
    'OpenAI response, buffered or streamed',
    callErrors,
  ),
  data('createEmbedding', 'POST', '/v1/embeddings', 'OpenAI embeddings', callErrors),
  data(
    'createMessage',
    'POST',
    '/v1/messages',
    'Anthropic message, buffered or streamed',
    callErrors,
    'anthropic',
  ),
  data('listModels', 'GET', '/v1/models', "Models of the project's providers", [
    'upstream_error',
    'upstream_timeout',
  ]),
  data('getModel', 'GET', '/v1/models/{model_id}', 'One model', [
    'not_found',
    'upstream_error',
    'upstream_timeout',
  ]),
  data('getKey', 'GET', '/v1/key', 'What the calling key is', []),
] as const satisfies readonly DataRoute[];

const bodyErrors = ['invalid_json', 'unsupported_media_type', 'request_too_large'] as const;

const admin = <O extends string, M extends Method, P extends string>(
  operation: O,
  method: M,
  path: P,
  success: number,
  summary: string,
  errors: readonly ErrorCode[],
) => ({ plane: 'admin', operation, method, path, success, summary, errors }) as const;

const PROJECTS = '/api/v1/projects';
const PROJECT = `${PROJECTS}/{project_id}` as const;
const KEYS = `${PROJECT}/api-keys` as const;
const TOKENS = '/api/v1/tokens';
const PROJECT_TOKENS = `${PROJECT}/tokens` as const;
const tokenWriteErrors = [...bodyErrors, 'concurrent_change'] as const;

export const adminRoutes = [
  admin('listProjects', 'GET', PROJECTS, 200, 'List projects', []),
  admin('createProject', 'POST', PROJECTS, 201, 'Create a project and its first key', bodyErrors),
  admin('getProject', 'GET', PROJECT, 200, 'Get a project', ['not_found']),
  admin('updateProject', 'PATCH', PROJECT, 200, 'Change a project', [
    ...bodyErrors,
    'not_found',
    'concurrent_change',
  ]),
  admin('deleteProject', 'DELETE', PROJECT, 204, 'Delete a project and deactivate its keys', [
    'not_found',
  ]),
  admin('listKeys', 'GET', KEYS, 200, 'List the keys of a project', ['not_found']),
  admin('createKey', 'POST', KEYS, 201, 'Create a key; the answer alone holds it in full', [
    ...bodyErrors,
    'not_found',
  ]),
  admin('getKey', 'GET', `${KEYS}/{key_id}`, 200, 'Get a key', ['not_found']),
  admin('updateKey', 'PATCH', `${KEYS}/{key_id}`, 200, 'Change a key', [
    ...bodyErrors,
    'not_found',
    'key_deactivated',
    'concurrent_change',
  ]),
  admin('deactivateKey', 'DELETE', `${KEYS}/{key_id}`, 204, 'Deactivate a key for good', [
    'not_found',
  ]),
  admin('listTokens', 'GET', TOKENS, 200, 'List account-wide provider tokens', []),
  admin('createToken', 'POST', TOKENS, 201, 'Store an account-wide provider token', [
    ...tokenWriteErrors,
    'token_limit_reached',
  ]),
  admin('getToken', 'GET', `${TOKENS}/{token_id}`, 200, 'Get an account-wide provider token', [
    'not_found',
  ]),
  admin(
    'updateToken',
    'PATCH',
    `${TOKENS}/{token_id}`,
    200,
    'Change or replace an account-wide provider token',
    [...tokenWriteErrors, 'not_found'],
  ),
  admin(
    'deleteToken',
    'DELETE',
    `${TOKENS}/{token_id}`,
    204,
    'Delete an account-wide provider token',
    ['not_found', 'concurrent_change'],
  ),
  admin(
    'verifyToken',
    'POST',
    `${TOKENS}/{token_id}/verify`,
    200,
    'Try an account-wide token against its provider',
    ['not_found'],
  ),
  admin('listProjectTokens', 'GET', PROJECT_TOKENS, 200, "List a project's provider tokens", [
    'not_found',
  ]),
  admin('createProjectToken', 'POST', PROJECT_TOKENS, 201, 'Store a provider token for a project', [
    ...tokenWriteErrors,
    'not_found',
    'token_limit_reached',
  ]),
  admin(
    'getProjectToken',
    'GET',
    `${PROJECT_TOKENS}/{token_id}`,
    200,
    "Get a project's provider token",
    ['not_found'],
  ),
  admin(
    'updateProjectToken',
    'PATCH',
    `${PROJECT_TOKENS}/{token_id}`,
    200,
    "Change or replace a project's provider token",
    [...tokenWriteErrors, 'not_found'],
  ),
  admin(
    'deleteProjectToken',
    'DELETE',
    `${PROJECT_TOKENS}/{token_id}`,
    204,
    "Delete a project's provider token",
    ['not_found', 'concurrent_change'],
  ),
  admin(
    'verifyProjectToken',
    'POST',
    `${PROJECT_TOKENS}/{token_id}/verify`,
    200,
    "Try a project's token against its provider",
    ['not_found'],
  ),
  admin('getUsage', 'GET', `${PROJECT}/usage`, 200, 'Requests and tokens by day, key and model', [
    'not_found',
  ]),
  admin('getHealth', 'GET', '/api/v1/health', 200, 'Health of the service and its stores', []),
] as const satisfies readonly AdminRoute[];

export type DataOperation = (typeof dataRoutes)[number]['operation'];
export type AdminOperation = (typeof adminRoutes)[number]['operation'];

/** What every operation of a plane can answer. */
export const commonErrors = {
  data: [
    'invalid_api_key',
    'expired_api_key',
    'deactivated_api_key',
    'project_inactive',
    'ip_not_allowed',
    'too_many_requests',
    'internal_error',
    'service_unavailable',
  ],
  // Every operation refuses a repeated query parameter, and one that it does not know.
  admin: [
    'invalid_request',
    'invalid_signature',
    'access_denied',
    'validation_error',
    'too_many_requests',
    'internal_error',
    'service_unavailable',
  ],
} as const satisfies Record<Route['plane'], readonly ErrorCode[]>;
