// What a route is.
import type { ErrorCode } from '../errors/catalog.ts';
import type { Dialect } from '../errors/envelope.ts';
import type { SurfaceName } from '../wire/surfaces.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type RouteBase = {
  readonly method: Method;
  /** API Gateway's resource path, parameters in braces. */
  readonly path: string;
  /** Success status, for documentation and tests. */
  readonly success: number;
  readonly summary: string;
  /** What this operation can answer besides `commonErrors` of its plane. */
  readonly errors: readonly ErrorCode[];
};

type NamedRoute = RouteBase & { readonly operation: string };

/** Served by the proxy function behind the key authorizer, with response streaming. */
export type DataRoute = NamedRoute & {
  readonly plane: 'data';
  readonly dialect: Dialect;
  /** Of a model call. */
  readonly surface?: SurfaceName;
};
/** Served by the admin function behind IAM. */
export type AdminRoute = NamedRoute & { readonly plane: 'admin' };
/** On the data plane, without a key: served by the leaks function, which judges what it is sent by itself. */
export type PublicRoute = NamedRoute & { readonly plane: 'public' };
export type Route = DataRoute | AdminRoute | PublicRoute;
