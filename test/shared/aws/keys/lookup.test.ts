// The authorizer's read as the SDK sends it, and rows as DynamoDB may give them.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keyLookup } from '../../../../shared/aws/keys/lookup.ts';
import type { KeyId } from '../../../../shared/kernel/ids.ts';
import { readKeyRow } from '../../../../shared/keys/row.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { TEST_PROJECT_ID } from '../../../support/keys.ts';

const KEY_ID = `key_${'a'.repeat(22)}` as KeyId;
const ITEM = {
  digest: { B: Buffer.alloc(32, 7).toString('base64') },
  projectId: { S: TEST_PROJECT_ID },
  name: { S: 'n' },
  mask: { S: 'm' },
  status: { S: 'active' },
  createdAt: { S: '2026-01-01T00:00:00.000Z' },
};

let endpoint: AwsEndpoint;
let client: DynamoDBClient;

beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new DynamoDBClient({ ...endpoint.config, maxAttempts: 1 });
});
beforeEach(() => {
  endpoint.calls.length = 0;
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const find = () => keyLookup(client, 'Keys')(KEY_ID);

describe('keyLookup', () => {
  it('is one strongly consistent GetItem on the base table', async () => {
    endpoint.answer = () => ({ output: {} });
    expect(await find()).toBeNull();
    expect(endpoint.calls).toHaveLength(1);
    expect(endpoint.calls[0]).toMatchObject({
      operation: 'GetItem',
      input: { TableName: 'Keys', Key: { keyId: { S: KEY_ID } }, ConsistentRead: true },
    });
    expect(endpoint.calls[0]?.input).not.toHaveProperty('IndexName');
  });

  it('asks for everything that a key is judged and limited by', async () => {
    endpoint.answer = () => ({ output: {} });
    await find();
    const names = endpoint.calls[0]?.input['ExpressionAttributeNames'] as Record<string, string>;
    expect(Object.values(names)).toEqual(
      expect.arrayContaining(['digest', 'status', 'expiresAt', 'lineage', 'restrictions']),
    );
    expect(endpoint.calls[0]?.input['ProjectionExpression']).toBe(Object.keys(names).join(','));
  });

  it('gives a row that reads as a key', async () => {
    endpoint.answer = () => ({
      output: {
        Item: {
          ...ITEM,
          expiresAt: { N: '1790000000' },
          restrictions: {
            M: {
              allowedIps: { NULL: true },
              models: { L: [{ S: 'gpt-*' }] },
              rateLimitRpm: { N: '60' },
            },
          },
        },
      },
    });
    const row = await find();
    expect(row === null ? null : readKeyRow(row)).toEqual({
      kind: 'ok',
      status: 'active',
      digest: new Uint8Array(32).fill(7),
      lineage: null,
      principal: {
        projectId: TEST_PROJECT_ID,
        name: 'n',
        mask: 'm',
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAtSeconds: 1790000000,
        restrictions: { allowedIps: null, models: ['gpt-*'], rateLimitRpm: 60 },
      },
    });
  });

  it.each([
    ['a set for the status', { status: { SS: ['active'] } }, 'status'],
    ['text for the expiry', { expiresAt: { S: '1790000000' } }, 'expiresAt'],
    ['a flag for the expiry', { expiresAt: { BOOL: false } }, 'expiresAt'],
    ['milliseconds for the expiry', { expiresAt: { N: '1790000000000' } }, 'expiresAt'],
    ['text for the digest', { digest: { S: 'x' } }, 'digest'],
    ['a set of models', { restrictions: { M: { models: { SS: ['a'] } } } }, 'restrictions'],
  ])('gives a row with %s as corrupt', async (_what, changes, field) => {
    endpoint.answer = () => ({ output: { Item: { ...ITEM, ...changes } } });
    const row = await find();
    expect(row === null ? null : readKeyRow(row)).toEqual({ kind: 'corrupt', field });
  });

  it.each([
    'ProvisionedThroughputExceededException',
    'InternalServerError',
    'ResourceNotFoundException',
    'AccessDeniedException',
  ])('throws on %s', async (error) => {
    endpoint.answer = () => ({ error, status: error === 'InternalServerError' ? 500 : 400 });
    await expect(find()).rejects.toThrow();
  });
});
