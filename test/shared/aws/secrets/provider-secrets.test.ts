// Provider tokens from Secrets Manager: by exact version, from memory when warm, never from a failure.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { providerSecrets } from '../../../../shared/aws/secrets/provider-secrets.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { tokenRecord } from '../../../support/proxy.ts';

const record = tokenRecord('openai', null);
const secret = (SecretString: string) => () => ({ output: { SecretString } });

let endpoint: AwsEndpoint;
let client: SecretsManagerClient;

beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SecretsManagerClient({ ...endpoint.config, maxAttempts: 1 });
});
beforeEach(() => {
  endpoint.calls.length = 0;
  endpoint.answer = secret('sk-first-token');
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

describe('providerSecrets', () => {
  it('asks for the very version that the row names, once', async () => {
    const { read } = providerSecrets(client);
    expect((await read(record)).reveal()).toBe('sk-first-token');
    expect((await read(record)).reveal()).toBe('sk-first-token');
    expect(endpoint.calls).toEqual([
      {
        operation: 'GetSecretValue',
        input: { SecretId: record.secretId, VersionId: record.versionId },
      },
    ]);
  });

  it('uses a replaced token on the next read, because its version is new', async () => {
    const { read } = providerSecrets(client);
    await read(record);
    endpoint.answer = secret('sk-second-token');
    expect((await read({ ...record, versionId: 'v2' })).reveal()).toBe('sk-second-token');
    expect((await read(record)).reveal()).toBe('sk-first-token');
  });

  it('rereads past its memory, and keeps what it then read', async () => {
    const { read, reread } = providerSecrets(client);
    await read(record);
    endpoint.answer = secret('sk-second-token');
    expect((await reread(record)).reveal()).toBe('sk-second-token');
    expect((await read(record)).reveal()).toBe('sk-second-token');
    expect(endpoint.calls).toHaveLength(2);
  });

  it.each([
    'InternalServiceError',
    'AccessDeniedException',
    'ResourceNotFoundException',
  ])('is unavailable on %s, and forgets it', async (error) => {
    const { read } = providerSecrets(client);
    endpoint.answer = () => ({ error });
    await expect(read(record)).rejects.toMatchObject({ code: 'service_unavailable' });
    endpoint.answer = secret('sk-first-token');
    expect((await read(record)).reveal()).toBe('sk-first-token');
  });

  it('throws on a value that is no token, without quoting it, and forgets it', async () => {
    const { read } = providerSecrets(client);
    endpoint.answer = secret('two words');
    await expect(read(record)).rejects.toThrow(/^(?!.*two words)/);
    endpoint.answer = secret('sk-first-token');
    expect((await read(record)).reveal()).toBe('sk-first-token');
  });

  it('keeps a bounded number', async () => {
    const { read } = providerSecrets(client);
    for (let i = 0; i <= 200; i++) await read({ ...record, versionId: `v${i}` });
    expect(endpoint.calls).toHaveLength(201);
    await read({ ...record, versionId: 'v200' });
    expect(endpoint.calls).toHaveLength(201);
    await read({ ...record, versionId: 'v0' });
    expect(endpoint.calls).toHaveLength(202);
  });
});
