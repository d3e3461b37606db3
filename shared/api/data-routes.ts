// The routes of the data plane. The gateway, the proxy, the OpenAPI document and the tests are built from them.
import type { ErrorCode } from '../errors/catalog.ts';
import type { Dialect } from '../errors/envelope.ts';
import { type SurfaceName, surfaces } from '../wire/surfaces.ts';
import { leakRoutes } from './leak-routes.ts';
import type { DataRoute, Method } from './route.ts';

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

const RESPONSE = '/v1/responses/{response_id}';
/** Of responses that a provider keeps. */
const storedErrors = [
  'configuration_error',
  'not_found',
  'response_blocked',
  'upstream_error',
  'upstream_timeout',
  'validation_error',
] as const satisfies readonly ErrorCode[];

/** A model call, as its surface says. */
const call = <Name extends SurfaceName>(name: Name) => {
  const surface: (typeof surfaces)[Name] = surfaces[name];
  const { operation, path, summary, dialect } = surface;
  return { ...data(operation, 'POST', path, summary, callErrors, dialect), surface: name };
};

export const dataRoutes = [
  call('chat'),
  call('responses'),
  call('compaction'),
  call('inputTokens'),
  data('retrieveResponse', 'GET', RESPONSE, 'A response that the project has made', storedErrors),
  data('deleteResponse', 'DELETE', RESPONSE, 'Deletes it at the provider', storedErrors),
  data('cancelResponse', 'POST', `${RESPONSE}/cancel`, 'Ends it in the background', storedErrors),
  data('listInputItems', 'GET', `${RESPONSE}/input_items`, 'What it was made from', storedErrors),
  call('completions'),
  call('embeddings'),
  call('moderations'),
  call('imageGeneration'),
  call('imageEdit'),
  call('imageVariation'),
  call('speech'),
  call('transcription'),
  call('translation'),
  call('messages'),
  call('countTokens'),
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

/** Without a key. */
export const publicRoutes = leakRoutes;

export type DataOperation = (typeof dataRoutes)[number]['operation'];
/** Those that are no model call. */
export type PlainDataOperation = Exclude<
  (typeof dataRoutes)[number],
  { readonly surface: SurfaceName }
>['operation'];
export type PublicOperation = (typeof publicRoutes)[number]['operation'];
