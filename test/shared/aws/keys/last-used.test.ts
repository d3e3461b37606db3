// When a key was last used: one write a minute from everybody together, and never a row that was not there.
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeLastUsed } from '../../../../shared/aws/keys/last-used.ts';
import type { KeyId } from '../../../../shared/kernel/ids.ts';
import { createNoteUse } from '../../../../shared/keys/last-used.ts';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';
import { keptLog } from '../../../support/usage.ts';

let dynamo: DynamoEngine;
beforeAll(async () => {
  dynamo = await startDynamoEngine();
});
afterAll(() => dynamo.close());
beforeEach(() => {
  dynamo.calls.length = 0;
  dynamo.fault = () => 'none';
});

const T = 1_790_000_000;
const key = (letter: string) => `key_${letter.repeat(22)}` as KeyId;
const write = (keyId: KeyId, atSeconds: number) =>
  writeLastUsed(dynamo.client, dynamo.keysTable)(keyId, atSeconds);

const store = (keyId: KeyId, status = 'active') =>
  dynamo.client.send(
    new PutItemCommand({
      TableName: dynamo.keysTable,
      Item: { keyId: { S: keyId }, status: { S: status } },
    }),
  );
const lastUsedAt = async (keyId: KeyId) => {
  const { Item } = await dynamo.client.send(
    new GetItemCommand({ TableName: dynamo.keysTable, Key: { keyId: { S: keyId } } }),
  );
  return Item === undefined ? 'no row' : (Item['lastUsedAt']?.N ?? 'never');
};

describe('writeLastUsed', () => {
  it('writes at most once a minute', async () => {
    await store(key('a'));
    expect(await write(key('a'), T)).toBe('written');
    expect(await write(key('a'), T)).toBe('recent');
    expect(await write(key('a'), T + 59)).toBe('recent');
    expect(await write(key('a'), T - 600)).toBe('recent');
    expect(await lastUsedAt(key('a'))).toBe(String(T));
    expect(await write(key('a'), T + 60)).toBe('written');
  });

  it('has one winner among many at once', async () => {
    await store(key('b'));
    const results = await Promise.all(Array.from({ length: 20 }, () => write(key('b'), T)));
    expect(results.filter((result) => result === 'written')).toHaveLength(1);
  });

  it('never makes a row: a deleted key stays deleted', async () => {
    expect(await write(key('c'), T)).toBe('recent');
    expect(await lastUsedAt(key('c'))).toBe('no row');
  });

  it('leaves a deactivated key as it is', async () => {
    await store(key('d'), 'deactivated');
    expect(await write(key('d'), T)).toBe('recent');
    expect(await lastUsedAt(key('d'))).toBe('never');
  });

  it('counts once when the answer was lost', async () => {
    await store(key('e'));
    let isFirst = true;
    dynamo.fault = () => {
      const fault = isFirst ? 'cut-after' : 'none';
      isFirst = false;
      return fault;
    };
    await write(key('e'), T);
    expect(await lastUsedAt(key('e'))).toBe(String(T));
  });
});

describe('a process', () => {
  const setUp = () => {
    const { log, lines } = keptLog();
    const time = { nowMs: T * 1000 };
    const written: [KeyId, number][] = [];
    let isDown = false;
    const noteUse = createNoteUse({
      clock: () => time.nowMs,
      log,
      write: async (keyId, atSeconds) => {
        if (isDown) throw new Error('down');
        written.push([keyId, atSeconds]);
        return 'written';
      },
    });
    const fail = (value: boolean) => {
      isDown = value;
    };
    return { noteUse, time, written, lines, fail };
  };

  it('asks the store once a minute and key, however often the key is used', async () => {
    const { noteUse, time, written } = setUp();
    await Promise.all(Array.from({ length: 50 }, () => noteUse(key('a'))));
    await noteUse(key('b'));
    time.nowMs += 59_000;
    await noteUse(key('a'));
    time.nowMs += 1_000;
    await noteUse(key('a'));
    expect(written).toEqual([
      [key('a'), T],
      [key('b'), T],
      [key('a'), T + 60],
    ]);
  });

  it('never fails, and says once a minute that the store does', async () => {
    const { noteUse, time, written, lines, fail } = setUp();
    fail(true);
    await noteUse(key('a'));
    await noteUse(key('a'));
    expect(lines).toHaveLength(1);
    fail(false);
    time.nowMs += 60_000;
    await noteUse(key('a'));
    expect(written).toHaveLength(1);
  });

  it('forgets keys rather than growing without end', async () => {
    const { noteUse, written } = setUp();
    for (let i = 0; i < 10_001; i++) await noteUse(`key_${i}` as KeyId);
    await noteUse('key_0' as KeyId);
    expect(written).toHaveLength(10_002);
  });
});
