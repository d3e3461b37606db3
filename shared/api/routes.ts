// The one table of routes. The gateway, the local front, the OpenAPI document and the tests are built from it.
import type { ErrorCode } from '../errors/catalog.ts';
import type { Dialect } from '../errors/envelope.ts';
import { type SurfaceName, surfaces } from '../wire/surfaces.ts';
import { auditRoutes } from './audit-routes.ts';
import { leakRoutes } from './leak-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import {
  type AdminRoute,
  admin,
  changeErrors,
  createErrors,
  type DataRoute,
  type Method,
  PROJECT,
  type Route,
} from './route.ts';
import { tokenRoutes } from './token-routes.ts';

const callErrors = [
  'invalid_json',
  'invalid_request',
  'wrong_endpoint',
  'configuration_error',
  'content_blocked',
  'response_blocked',
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

/** A model call, as its surface says. */
const call = <Name extends SurfaceName>(name: Name) => {
  const surface: (typeof surfaces)[Name] = surfaces[name];
  const { operation, path, summary, dialect } = surface;
  return { ...data(operation, 'POST', path, summary, callErrors, dialect), surface: name };
};

export const dataRoutes = [
  call('chat'),
  call('responses'),
  call('embeddings'),
  call('messages'),
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

const PROJECTS = '/api/v1/projects';
const KEYS = `${PROJECT}/api-keys` as const;

export const adminRoutes = [
  admin('listProjects', 'GET', PROJECTS, 200, 'List projects', []),
  admin('createProject', 'POST', PROJECTS, 201, 'Create a project and its first key', createErrors),
  admin('getProject', 'GET', PROJECT, 200, 'Get a project', ['not_found']),
  admin('updateProject', 'PATCH', PROJECT, 200, 'Change a project', [...changeErrors, 'not_found']),
  admin('deleteProject', 'DELETE', PROJECT, 204, 'Delete a project and deactivate its keys', [
    'not_found',
  ]),
  admin('listKeys', 'GET', KEYS, 200, 'List the keys of a project', ['not_found']),
  admin('createKey', 'POST', KEYS, 201, 'Create a key; the answer alone holds it in full', [
    ...createErrors,
    'not_found',
  ]),
  admin('getKey', 'GET', `${KEYS}/{key_id}`, 200, 'Get a key', ['not_found']),
  admin('updateKey', 'PATCH', `${KEYS}/{key_id}`, 200, 'Change a key', [
    ...changeErrors,
    'not_found',
    'key_deactivated',
    'already_rotated',
  ]),
  admin('deactivateKey', 'DELETE', `${KEYS}/{key_id}`, 204, 'Deactivate a key for good', [
    'not_found',
  ]),
  admin('rotateKey', 'POST', `${KEYS}/{key_id}/rotate`, 201, 'Replace a key by a new one', [
    ...createErrors,
    'not_found',
    'key_deactivated',
    'key_expired',
    'already_rotated',
    'concurrent_change',
  ]),
  ...tokenRoutes,
  ...policyRoutes,
  admin('getUsage', 'GET', `${PROJECT}/usage`, 200, 'Requests and tokens by day, key and model', [
    'not_found',
  ]),
  ...auditRoutes,
  admin('getHealth', 'GET', '/api/v1/health', 200, 'Health of the service and its stores', []),
] as const satisfies readonly AdminRoute[];

/** Without a key. */
export const publicRoutes = leakRoutes;

export type DataOperation = (typeof dataRoutes)[number]['operation'];
/** Those that are no model call. */
export type PlainDataOperation = Exclude<
  (typeof dataRoutes)[number],
  { readonly surface: SurfaceName }
>['operation'];
export type AdminOperation = (typeof adminRoutes)[number]['operation'];
export type PublicOperation = (typeof publicRoutes)[number]['operation'];

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
  public: ['invalid_request', 'too_many_requests', 'internal_error', 'service_unavailable'],
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
