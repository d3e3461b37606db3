// Permits as rows of the Usage table, on the embedded engine: what is written, and how large it gets.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { permitStore } from '../../../../shared/aws/usage/permit-store.ts';
import type { Permit, PermitStore } from '../../../../shared/limits/permit.ts';
import { windowAt } from '../../../../shared/limits/window.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';
import { clientAt } from '../../../support/permits.ts';

/** The longest that a scope's id can be. */
const SCOPE = `proj_${'a'.repeat(22)}`;
const window = windowAt(Date.UTC(2026, 10, 22, 10, 0));

let engine: DynamoEngine;
let client: DynamoDBClient;
let store: PermitStore;
let shardIndex = 0;

beforeAll(async () => {
  engine = await startDynamoEngine();
  client = clientAt(engine.url);
  store = permitStore(client, engine.usageTable);
});
beforeEach(() => {
  shardIndex++;
});
afterAll(async () => {
  client.destroy();
  await engine.close();
});

const permit = (n: number): Permit => {
  const nonce = Buffer.alloc(8);
  nonce.writeUInt32BE(n);
  return { scopeId: SCOPE, window, shardIndex, nonce };
};
const rowKey = () => ({
  pk: { S: `rpm#${SCOPE}#${window.minute}#${shardIndex}` },
  sk: { S: 'permits' },
});
const readRow = async () =>
  (await client.send(new GetItemCommand({ TableName: engine.usageTable, Key: rowKey() }))).Item;

describe('taking a permit', () => {
  it('counts up to the capacity, then refuses', async () => {
    expect(await store.take(permit(1), 2)).toEqual({ kind: 'taken', held: 1 });
    expect(await store.take(permit(2), 2)).toEqual({ kind: 'taken', held: 2 });
    expect(await store.take(permit(3), 2)).toEqual({ kind: 'full' });
    expect((await readRow())?.['ids']?.BS).toHaveLength(2);
  });

  it('again is the same as once, also when the row has filled up since', async () => {
    await store.take(permit(1), 2);
    expect(await store.take(permit(1), 2)).toEqual({ kind: 'taken', held: 1 });
    await store.take(permit(2), 2);
    expect(await store.take(permit(1), 2)).toEqual({ kind: 'taken', held: 2 });
  });

  it('is refused by a row that holds more than a lowered limit allows', async () => {
    await store.take(permit(1), 2);
    await store.take(permit(2), 2);
    expect(await store.take(permit(3), 1)).toEqual({ kind: 'full' });
  });

  it('keeps the row until an hour after the window, in epoch seconds', async () => {
    await store.take(permit(1), 1);
    expect((await readRow())?.['ttl']).toEqual({ N: String(window.endsAtSeconds + 3_600) });
  });
});

describe('giving a permit back', () => {
  it('makes room for another, and again changes nothing', async () => {
    await store.take(permit(1), 1);
    await store.giveBack(permit(1));
    await store.giveBack(permit(1));
    expect(await store.take(permit(2), 1)).toEqual({ kind: 'taken', held: 1 });
    expect(await store.take(permit(3), 1)).toEqual({ kind: 'full' });
  });

  it('that was never taken frees nothing', async () => {
    await store.take(permit(1), 1);
    await store.giveBack(permit(2));
    expect(await store.take(permit(3), 1)).toEqual({ kind: 'full' });
  });

  it('does not bring a forgotten row back', async () => {
    await store.giveBack(permit(1));
    expect(await readRow()).toBeUndefined();
  });
});

describe('notes of full rows', () => {
  it('are read by everybody, once each', async () => {
    const scope = { ...permit(0), scopeId: `key_${'b'.repeat(22)}` };
    expect(await store.fullShards(scope.scopeId, window)).toEqual([]);
    await store.noteFull({ ...scope, shardIndex: 3 }, 100);
    await store.noteFull({ ...scope, shardIndex: 3 }, 100);
    await store.noteFull({ ...scope, shardIndex: 7 }, 50);
    const full = await store.fullShards(scope.scopeId, window);
    expect(full.toSorted((a, b) => a.index - b.index)).toEqual([
      { index: 3, capacity: 100 },
      { index: 7, capacity: 50 },
    ]);
  });
});

describe('a full row of 100 permits', () => {
  it('is at most 1 KB by DynamoDB’s rules, so that each write costs one unit', async () => {
    shardIndex = 99;
    for (let i = 0; i < 100; i++) await store.take(permit(i), 100);
    const { pk } = rowKey();
    // Names and values in bytes; sets like lists: 3 for the set and 1 for each element; numbers as 21 at most.
    const size =
      'pk'.length +
      pk.S.length +
      'sk'.length +
      'permits'.length +
      'ttl'.length +
      21 +
      'ids'.length +
      3 +
      100 * (8 + 1);
    expect((await readRow())?.['ids']?.BS).toHaveLength(100);
    expect(size).toBeLessThanOrEqual(1_024);
  });
});

describe('what is sent', () => {
  let endpoint: AwsEndpoint;
  let recorded: DynamoDBClient;

  beforeAll(async () => {
    endpoint = await startAwsEndpoint();
    recorded = clientAt(endpoint.config.endpoint, { maxAttempts: 1 });
  });
  afterAll(async () => {
    recorded.destroy();
    await endpoint.close();
  });

  it('is one conditional write for a permit', async () => {
    endpoint.answer = () => ({ output: { Attributes: { ids: { BS: ['AAAAAAAAAAA='] } } } });
    await permitStore(recorded, engine.usageTable).take(permit(1), 60);
    expect(endpoint.calls.splice(0)).toMatchObject([
      {
        operation: 'UpdateItem',
        input: {
          TableName: engine.usageTable,
          Key: rowKey(),
          ConditionExpression:
            'attribute_not_exists(ids) OR size(ids) < :capacity OR contains(ids, :nonce)',
        },
      },
    ]);
  });

  it('has another partition key for every scope, window and row', async () => {
    endpoint.answer = () => ({ output: { Attributes: { ids: { BS: ['AAAAAAAAAAA='] } } } });
    const recordedStore = permitStore(recorded, engine.usageTable);
    const later = windowAt(window.endsAtSeconds * 1000);
    for (const scopeId of ['key_a', 'proj_a'])
      for (const at of [window, later])
        for (const index of [0, 1])
          await recordedStore.take({ ...permit(1), scopeId, window: at, shardIndex: index }, 60);
    const keys = endpoint.calls.splice(0).map(({ input }) => JSON.stringify(input['Key']));
    expect(new Set(keys).size).toBe(8);
  });

  it.each([
    'ThrottlingException',
    'InternalServerError',
    'AccessDeniedException',
  ])('and answered with %s is thrown', async (error) => {
    endpoint.answer = () => ({ error, status: error === 'InternalServerError' ? 500 : 400 });
    const failing = permitStore(recorded, engine.usageTable);
    await expect(failing.take(permit(1), 60)).rejects.toThrow();
    await expect(failing.giveBack(permit(1))).rejects.toThrow();
    await expect(failing.noteFull(permit(1), 60)).rejects.toThrow();
    await expect(failing.fullShards(SCOPE, window)).rejects.toThrow();
  });

  it('and answered without the row is thrown: nothing is granted on a guess', async () => {
    endpoint.answer = () => ({ output: {} });
    await expect(permitStore(recorded, engine.usageTable).take(permit(1), 60)).rejects.toThrow();
  });
});
