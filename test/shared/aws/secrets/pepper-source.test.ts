// The peppers: read once, never forgotten by a failure of another read, re-read sparingly for unknown versions.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pepperSource } from '../../../../shared/aws/secrets/pepper-source.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { PEPPER_JSON } from '../../../support/keys.ts';

let endpoint: AwsEndpoint;
let client: SecretsManagerClient;
let nowMs: number;

beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SecretsManagerClient({ ...endpoint.config, maxAttempts: 1 });
});
beforeEach(() => {
  endpoint.calls.length = 0;
  endpoint.answer = () => ({ output: { SecretString: PEPPER_JSON } });
  nowMs = 1_000_000;
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const source = () => pepperSource(client, 'pepper', () => nowMs);

describe('pepperSource', () => {
  it('reads the secret once for many lookups at once', async () => {
    const peppers = source();
    const found = await Promise.all(Array.from({ length: 20 }, () => peppers.pepper('1')));
    expect(found.every((pepper) => pepper?.reveal() === 'p'.repeat(64))).toBe(true);
    expect(endpoint.calls.map(({ operation }) => operation)).toEqual(['GetSecretValue']);
  });

  it('throws while the secret cannot be read, and recovers with the next call', async () => {
    const peppers = source();
    endpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
    await expect(peppers.pepper('1')).rejects.toThrow();
    endpoint.answer = () => ({ output: { SecretString: PEPPER_JSON } });
    expect(await peppers.pepper('1')).not.toBeNull();
  });

  it('reads again for an unknown version at most once a minute', async () => {
    const peppers = source();
    for (let i = 0; i < 10; i++) expect(await peppers.pepper('9')).toBeNull();
    expect(endpoint.calls).toHaveLength(1);
    nowMs += 60_000;
    endpoint.answer = () => ({
      output: {
        SecretString: JSON.stringify({ current: '9', '1': 'p'.repeat(64), '9': 'q'.repeat(64) }),
      },
    });
    expect((await peppers.pepper('9'))?.reveal()).toBe('q'.repeat(64));
    expect(endpoint.calls).toHaveLength(2);
  });

  it.each([
    ['no JSON', 'MARKED-PEPPER'],
    ['a list', '["MARKED-PEPPER"]'],
    ['no current version', '{"1":"MARKED-PEPPER-MARKED-PEPPER-MARKED"}'],
    [
      'a current version without a pepper',
      '{"current":"2","1":"MARKED-PEPPER-MARKED-PEPPER-MARKED"}',
    ],
    ['a short pepper', '{"current":"1","1":"MARKED-PEPPER"}'],
    ['a long version', '{"current":"12","12":"MARKED-PEPPER-MARKED-PEPPER-MARKED"}'],
  ])('refuses a secret with %s, without quoting it', async (_what, SecretString) => {
    endpoint.answer = () => ({ output: { SecretString } });
    const failure = await source()
      .ring()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toContain('MARKED');
  });
});
