// Provider tokens from Secrets Manager, kept in memory by secret and version.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { TokenRecord } from '../../projects/project.ts';
import type { ProviderSecrets } from '../../providers/ports.ts';
import { type ProviderToken, parseProviderToken } from '../../providers/provider-token.ts';
import { storeCall } from '../dynamo/store-call.ts';

/** Tokens that one process keeps. The oldest goes first. */
const MAX_KEPT = 200;

/**
 * A replaced token has a new version and the project's row points at it, so a kept value is never a stale one.
 * Only what was read is kept: after a failure the next request asks again. Throws ApiError `service_unavailable`.
 */
export function providerSecrets(client: SecretsManagerClient): ProviderSecrets {
  const kept = new Map<string, ProviderToken>();

  const reread = async ({ secretId, versionId }: TokenRecord): Promise<ProviderToken> => {
    const { SecretString } = await storeCall(
      client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId })),
    );
    const token = parseProviderToken(SecretString ?? '');
    if (token === null) throw new Error('a stored provider token has the wrong form');
    keep(kept, `${secretId} ${versionId}`, token);
    return token;
  };

  return {
    reread,
    read: async (record) => kept.get(`${record.secretId} ${record.versionId}`) ?? reread(record),
  };
}

function keep(kept: Map<string, ProviderToken>, name: string, token: ProviderToken): void {
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(name, token);
}
