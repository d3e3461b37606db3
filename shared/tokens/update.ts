// Changes a provider token's name, value, address, or makes it the default; effective on the next request.
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { invalidField } from '../http/validate.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { TokenId } from '../kernel/ids.ts';
import type { TokenRecord } from '../projects/project.ts';
import type { ScopeName } from '../projects/store.ts';
import type { StoredToken } from './create.ts';
import { readBaseUrl, readToken } from './fields.ts';
import type { UpdateTokenBody } from './schema.ts';
import { changeScope, readScope, type ScopeWriter, tokenOf } from './scope.ts';
import type { TokenVault } from './vault.ts';

export type UpdateTokenPorts = {
  readonly projects: ScopeWriter;
  readonly vault: Pick<TokenVault, 'replace'>;
  readonly trustedOrigins: ReadonlySet<string>;
  readonly clock: Clock;
};

/**
 * The new value is stored before the record points at it; until then requests use the old one.
 * Throws ApiError: `not_found`, `validation_error`, `revision_mismatch`, `concurrent_change`.
 */
export async function updateToken(
  scopeName: ScopeName,
  tokenId: TokenId,
  body: UpdateTokenBody,
  ifMatch: IfMatch,
  ports: UpdateTokenPorts,
): Promise<StoredToken> {
  const before = await readScope(scopeName, ports.projects);
  const current = tokenOf(before, tokenId);
  assertMatch(ifMatch, current.rev);
  if (Object.keys(body).length === 0) return { token: current, scope: before };
  const changes = {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...addressChange(current, body, ports.trustedOrigins),
    ...(await valueChange(current, body, ports.vault)),
    updatedAt: isoTime(ports.clock()),
  };
  const scope = await changeScope(scopeName, tokenId, ports.projects, ({ tokens, defaults }) => {
    const latest = tokenOf({ tokens }, tokenId);
    assertMatch(ifMatch, latest.rev);
    const token = { ...latest, ...changes, rev: latest.rev + 1 };
    return {
      tokens: { ...tokens, [tokenId]: token },
      defaults:
        body.set_as_default === true ? { ...defaults, [token.provider]: tokenId } : defaults,
    };
  });
  return { token: tokenOf(scope, tokenId), scope };
}

/** A stored value is only ever sent to the address that it was given with. */
function addressChange(
  current: TokenRecord,
  body: UpdateTokenBody,
  trustedOrigins: ReadonlySet<string>,
): Partial<TokenRecord> {
  if (body.base_url === undefined) return {};
  const baseUrl = readBaseUrl(current.provider, body.base_url, trustedOrigins);
  if (baseUrl !== current.baseUrl && body.api_key === undefined)
    throw invalidField('base_url', 'can only be changed together with api_key.');
  return { baseUrl };
}

async function valueChange(
  { secretId }: TokenRecord,
  body: UpdateTokenBody,
  vault: UpdateTokenPorts['vault'],
): Promise<Partial<TokenRecord>> {
  if (body.api_key === undefined) return {};
  const secret = readToken(body.api_key);
  return { versionId: await vault.replace(secretId, secret), maskedApiKey: secret.mask };
}
