// Tries a stored provider token once against its provider.
import type { Clock } from '../kernel/clock.ts';
import type { TokenId } from '../kernel/ids.ts';
import type { ScopeName } from '../projects/store.ts';
import type { ProviderToken } from '../providers/provider-token.ts';
import { getToken } from './read.ts';
import type { VerifyTokenAnswer } from './schema.ts';
import type { ScopeReader } from './scope.ts';
import type { TokenVault } from './vault.ts';

/** The provider's HTTP status for its list of models, null when it could not be reached. Never throws for its trouble. */
export type ProbeProvider = (target: {
  readonly provider: string;
  readonly baseUrl: string | null;
  readonly token: ProviderToken;
}) => Promise<number | null>;

/** Throws ApiError `not_found`, and when our own stores cannot be read: that says nothing about the token. */
export async function verifyToken(
  scopeName: ScopeName,
  tokenId: TokenId,
  ports: {
    readonly projects: ScopeReader;
    readonly vault: Pick<TokenVault, 'read'>;
    readonly probe: ProbeProvider;
    readonly clock: Clock;
  },
): Promise<VerifyTokenAnswer> {
  const { token: record } = await getToken(scopeName, tokenId, ports);
  const token = await ports.vault.read(record.secretId, record.versionId);
  const startedAtMs = ports.clock();
  const status = await ports.probe({ provider: record.provider, baseUrl: record.baseUrl, token });
  return {
    ok: status !== null && status >= 200 && status < 300,
    status,
    latency_ms: Math.max(0, Math.round(ports.clock() - startedAtMs)),
  };
}
