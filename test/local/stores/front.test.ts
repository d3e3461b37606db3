// The stores' front: signatures, the roles of the template, and the faults that tests plant.
import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startEngine } from '../../../local/stores/dynamodb-engine.ts';
import type { Fault, StoreCall } from '../../../local/stores/faults.ts';
import { ensureTables } from '../../../local/stores/tables.ts';
import {
  openStoreWorld,
  roleThatMay,
  SECRET_ARN_PREFIX,
  type StoreWorld,
  TABLE_ARN_PREFIX,
  thingsTable,
} from './store-world.ts';

// Processes start here, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const reader = roleThatMay('reader', [
  { effect: 'Allow', actions: ['dynamodb:GetItem'], resources: [`${TABLE_ARN_PREFIX}things`] },
  {
    effect: 'Allow',
    actions: ['secretsmanager:GetSecretValue'],
    resources: [`${SECRET_ARN_PREFIX}open/*`],
  },
]);
const stranger = roleThatMay('stranger', []);

let world: StoreWorld;
beforeAll(async () => {
  world = await openStoreWorld(reader);
});
afterAll(() => world.close());
afterEach(() => world.setFault(null));

const Key = { id: { S: '1' } };
const get = new GetItemCommand({ TableName: 'things', Key, ConsistentRead: true });
const put = (id: string) => new PutItemCommand({ TableName: 'things', Item: { id: { S: id } } });

describe('a role', () => {
  it('does what the template allows', async () => {
    await expect(world.dynamo(reader).send(get)).resolves.toBeDefined();
  });

  it.each([
    ['another action', put('2')],
    [
      'an index',
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byOwner',
        KeyConditionExpression: 'a=:a',
      }),
    ],
    ['another table', new GetItemCommand({ TableName: 'other', Key })],
    [
      'a write inside a transaction',
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName: 'things', Item: Key } }],
      }),
    ],
  ])('is denied %s', async (_name, command) => {
    await expect(world.dynamo(reader).send(command as never)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('reads the secrets of its prefix only', async () => {
    await world.secrets().send(new CreateSecretCommand({ Name: 'open/a', SecretString: 'a' }));
    await world.secrets().send(new CreateSecretCommand({ Name: 'closed/a', SecretString: 'a' }));
    const read = (SecretId: string) =>
      world.secrets(reader).send(new GetSecretValueCommand({ SecretId }));
    await expect(read('open/a')).resolves.toMatchObject({ SecretString: 'a' });
    await expect(read('closed/a')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('that nobody knows is refused', async () => {
    await expect(world.dynamo(stranger).send(get)).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });
});

describe('a planted fault', () => {
  const plant = (fault: Fault) =>
    world.setFault(({ action }) => (action === 'PutItem' ? fault : null));
  const isStored = async (id: string): Promise<boolean> => {
    world.setFault(null);
    const { Item } = await world
      .dynamo()
      .send(new GetItemCommand({ TableName: 'things', Key: { id: { S: id } } }));
    return Item !== undefined;
  };

  it.each<[Fault, boolean]>([
    [{ kind: 'error', status: 500, type: 'InternalServerError' }, false],
    [{ kind: 'reset' }, false],
    [{ kind: 'hang' }, false],
    [{ kind: 'reset-after' }, true],
    [{ kind: 'hang-after' }, true],
  ])('%o fails the caller; carried out: %s', async (fault, carriedOut) => {
    plant(fault);
    await expect(world.dynamo().send(put(fault.kind))).rejects.toThrow();
    expect(await isStored(fault.kind)).toBe(carriedOut);
  });

  it('of a delay only takes time', async () => {
    plant({ kind: 'delay', ms: 20 });
    await world.dynamo().send(put('delayed'));
    expect(await isStored('delayed')).toBe(true);
  });

  it('is decided on the call, its caller and its input', async () => {
    const calls: StoreCall[] = [];
    world.setFault((call) => {
      calls.push(call);
      return null;
    });
    await world.dynamo(reader).send(get);
    expect(calls).toEqual([
      {
        service: 'dynamodb',
        action: 'GetItem',
        caller: 'reader',
        input: { TableName: 'things', Key, ConsistentRead: true },
      },
    ]);
  });
});

describe('tables of an earlier run', () => {
  it('are kept, get new indexes, and are refused with other keys', async () => {
    const attributes = thingsTable.attributes.slice(0, 1);
    const withoutIndex = { ...thingsTable, indexes: [], attributes };
    const engine = await startEngine(`${world.folder}/old.sqlite`, undefined);
    try {
      await ensureTables(engine.url, 'us-east-1', [withoutIndex]);
      await ensureTables(engine.url, 'us-east-1', [thingsTable]);
      await ensureTables(engine.url, 'us-east-1', [thingsTable]);
      const rekeyed = {
        ...thingsTable,
        keySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }],
      };
      await expect(ensureTables(engine.url, 'us-east-1', [rekeyed])).rejects.toThrow(/other keys/);
    } finally {
      await engine.close();
    }
  });
});
