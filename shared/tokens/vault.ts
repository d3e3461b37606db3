// Where provider tokens are kept. Every method throws when the vault cannot answer.
import type { ScopeName } from '../projects/store.ts';
import type { ProviderToken } from '../providers/provider-token.ts';

export type TokenVault = {
  /** Stores a token under a new name; gives its version. */
  readonly create: (secretId: string, token: ProviderToken) => Promise<string>;
  /** Stores a new version; the one before stays readable for who still points at it. */
  readonly replace: (secretId: string, token: ProviderToken) => Promise<string>;
  readonly read: (secretId: string, versionId: string) => Promise<ProviderToken>;
  /** Can be undone for seven days. Fine when it has gone already. */
  readonly remove: (secretId: string) => Promise<void>;
  /** For a token that was never listed: at once, and for good. */
  readonly discard: (secretId: string) => Promise<void>;
};

/** One secret per token. Access is granted by the beginning of this name. */
export const tokenSecretId = (
  prefix: string,
  scope: ScopeName,
  provider: string,
  tokenId: string,
): string =>
  scope.kind === 'account'
    ? `${prefix}/default/${provider}/${tokenId}`
    : `${prefix}/projects/${scope.projectId}/${provider}/${tokenId}`;
