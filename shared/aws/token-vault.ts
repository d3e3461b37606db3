// Provider tokens in Secrets Manager: one secret per token, one version per value.
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { parseProviderToken } from '../providers/provider-token.ts';
import type { TokenVault } from '../providers/token-vault.ts';
import { storeCall } from './store-call.ts';

const RECOVERY_DAYS = 7;

/** A version's id is the request's token, so a repeated request makes no second version. */
export const tokenVault = (client: SecretsManagerClient): TokenVault => ({
  create: async (secretId, token) => {
    const versionId = randomUUID();
    await storeCall(
      client.send(
        new CreateSecretCommand({
          Name: secretId,
          ClientRequestToken: versionId,
          SecretString: token.reveal(),
          Description: 'Provider token of the Collie gateway.',
        }),
      ),
    );
    return versionId;
  },

  replace: async (secretId, token) => {
    const versionId = randomUUID();
    await storeCall(
      client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: versionId,
          SecretString: token.reveal(),
        }),
      ),
    );
    return versionId;
  },

  read: async (secretId, versionId) => {
    const { SecretString = '' } = await storeCall(
      client.send(new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId })),
    );
    const token = parseProviderToken(SecretString);
    if (token === null) throw new Error('a stored provider token has the wrong form');
    return token;
  },

  remove: (secretId) =>
    storeCall(
      gone(
        client.send(
          new DeleteSecretCommand({ SecretId: secretId, RecoveryWindowInDays: RECOVERY_DAYS }),
        ),
      ),
    ),

  discard: (secretId) =>
    storeCall(
      gone(
        client.send(
          new DeleteSecretCommand({ SecretId: secretId, ForceDeleteWithoutRecovery: true }),
        ),
      ),
    ),
});

/** Already deleted, or its deletion is scheduled: then there is nothing left to do. */
async function gone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof InvalidRequestException)
      return;
    throw error;
  }
}
