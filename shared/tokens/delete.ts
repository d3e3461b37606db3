// Deletes a provider token: the record first, so that the next request does not use it, then its secret.
import type { TokenId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { TokenScope } from '../projects/project.ts';
import type { ScopeName } from '../projects/store.ts';
import { newestFirst } from './read.ts';
import { changeScope, type ScopeChange, type ScopeWriter, tokenOf } from './scope.ts';
import type { TokenVault } from './vault.ts';

export type DeleteTokenPorts = {
  readonly projects: ScopeWriter;
  readonly vault: Pick<TokenVault, 'remove'>;
  readonly log: Log;
};

/** Throws ApiError: `not_found`, `concurrent_change`. */
export async function deleteToken(
  scopeName: ScopeName,
  tokenId: TokenId,
  { projects, vault, log }: DeleteTokenPorts,
): Promise<void> {
  let secretId = '';
  await changeScope(scopeName, tokenId, projects, (current) => {
    secretId = tokenOf(current, tokenId).secretId;
    return withoutToken(current, tokenId);
  });
  // The token is out of use from here on. What is left is tidying, and asking again would find no record.
  await vault.remove(secretId).catch((cause: unknown) => {
    log.error('token_secret_without_record', { tokenId }, cause);
  });
}

/** A deleted default hands over to the newest token of its provider in the scope. */
function withoutToken(current: TokenScope, tokenId: TokenId): ScopeChange {
  const { provider } = tokenOf(current, tokenId);
  const { [tokenId]: _deleted, ...tokens } = current.tokens;
  if (current.defaults[provider] !== tokenId) return { tokens, defaults: current.defaults };
  const { [provider]: _former, ...defaults } = current.defaults;
  const heir = newestFirst(tokens).find((token) => token.provider === provider);
  return {
    tokens,
    defaults: heir === undefined ? defaults : { ...defaults, [provider]: heir.tokenId },
  };
}
