// Provider tokens in Secrets Manager: one secret per token, one version per value.
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  type DeleteSecretCommandInput,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type ProviderToken, parseProviderToken } from '../../providers/provider-token.ts';
import type { TokenVault } from '../../tokens/vault.ts';
import { storeCall } from '../dynamo/store-call.ts';

const RECOVERY_DAYS = 7;

export const tokenVault = (client: SecretsManagerClient): TokenVault => ({
  create: (secretId, token) => create(client, secretId, token),
  replace: (secretId, token) => replace(client, secretId, token),
  read: (secretId, versionId) => read(client, secretId, versionId),
  remove: (SecretId) => remove(client, { SecretId, RecoveryWindowInDays: RECOVERY_DAYS }),
  discard: (SecretId) => remove(client, { SecretId, ForceDeleteWithoutRecovery: true }),
});

/** A version's id is the request's token, so a repeated request makes no second version. */
async function create(
  client: SecretsManagerClient,
  secretId: string,
  token: ProviderToken,
): Promise<string> {
  const versionId = randomUUID();
  const command = new CreateSecretCommand({
    Name: secretId,
    ClientRequestToken: versionId,
    SecretString: token.reveal(),
    Description: 'Provider token of the Collie gateway.',
  });
  await storeCall(client.send(command));
  return versionId;
}

async function replace(
  client: SecretsManagerClient,
  secretId: string,
  token: ProviderToken,
): Promise<string> {
  const versionId = randomUUID();
  const command = new PutSecretValueCommand({
    SecretId: secretId,
    ClientRequestToken: versionId,
    SecretString: token.reveal(),
  });
  await storeCall(client.send(command));
  return versionId;
}

async function read(
  client: SecretsManagerClient,
  secretId: string,
  versionId: string,
): Promise<ProviderToken> {
  const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: versionId });
  const { SecretString = '' } = await storeCall(client.send(command));
  const token = parseProviderToken(SecretString);
  if (token === null) throw new Error('a stored provider token has the wrong form');
  return token;
}

const remove = (client: SecretsManagerClient, input: DeleteSecretCommandInput): Promise<void> =>
  storeCall(gone(client.send(new DeleteSecretCommand(input))));

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
