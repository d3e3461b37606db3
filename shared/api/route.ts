// What a route is, and how those of the admin plane are written down.
import type { ErrorCode } from '../errors/catalog.ts';
import type { Dialect } from '../errors/envelope.ts';
import type { SurfaceName } from '../wire/surfaces.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

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
export type DataRoute = RouteBase & {
  readonly plane: 'data';
  readonly dialect: Dialect;
  /** Of a model call. */
  readonly surface?: SurfaceName;
};
/** Served by the admin function behind IAM. */
export type AdminRoute = RouteBase & { readonly plane: 'admin' };
/** On the data plane, without a key: served by the leaks function, which judges what it is sent by itself. */
export type PublicRoute = RouteBase & { readonly plane: 'public' };
export type Route = DataRoute | AdminRoute | PublicRoute;

/** What every operation that takes a body can answer. */
export const bodyErrors = ['invalid_json', 'unsupported_media_type', 'request_too_large'] as const;

// Type parameters keep the literals, so that a map of operations is checked to be complete.
export const admin = <O extends string, M extends Method, P extends string>(
  operation: O,
  method: M,
  path: P,
  success: number,
  summary: string,
  errors: readonly ErrorCode[],
) => ({ plane: 'admin', operation, method, path, success, summary, errors }) as const;

/** What every creating operation, which takes an Idempotency-Key, can answer. */
export const createErrors = [
  ...bodyErrors,
  'idempotency_key_reused',
  'idempotency_key_in_use',
] as const;

/** What every changing operation, which takes If-Match, can answer. */
export const changeErrors = [...bodyErrors, 'revision_mismatch', 'concurrent_change'] as const;

export const PROJECT = '/api/v1/projects/{project_id}';
