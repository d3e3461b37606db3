// What the authorizer hands to the proxy about the caller's key, through API Gateway's authorizer context.
import type { KeyId, ProjectId } from '../kernel/ids.ts';

/** Null: no restriction. Lists are never empty. */
export type Restrictions = {
  /** IPv4, IPv6 or CIDR. */
  readonly allowedIps: readonly string[] | null;
  /** Exact model ids, or prefixes ending in `*`. */
  readonly models: readonly string[] | null;
  /** Requests per minute. */
  readonly rateLimitRpm: number | null;
};

export const NO_RESTRICTIONS: Restrictions = { allowedIps: null, models: null, rateLimitRpm: null };

export type Principal = {
  readonly keyId: KeyId;
  readonly projectId: ProjectId;
  /** The first key of those that replaced each other by rotation: what is counted, is counted by it. */
  readonly lineage: KeyId;
  readonly name: string;
  readonly mask: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** Epoch seconds, null: never. */
  readonly expiresAtSeconds: number | null;
  readonly restrictions: Restrictions;
};

/**
 * Context values are strings. `keyId` and `projectId` stand alone for access logs; the rest travels as one
 * base64url value, because a name may hold any character and gateway templates substitute without quoting.
 */
export type PrincipalContext = {
  readonly keyId: string;
  readonly projectId: string;
  readonly principal: string;
};

export function encodePrincipal(principal: Principal): PrincipalContext {
  return {
    keyId: principal.keyId,
    projectId: principal.projectId,
    principal: Buffer.from(JSON.stringify(principal)).toString('base64url'),
  };
}

/** Reads what `encodePrincipal` wrote; throws when the authorizer did not run, which is a bug of the stack. */
export function decodePrincipal(
  context: Readonly<Record<string, unknown>> | null | undefined,
): Principal {
  const encoded = context?.['principal'];
  if (typeof encoded !== 'string') throw new Error('authorizer context without a principal');
  return JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')) as Principal;
}
