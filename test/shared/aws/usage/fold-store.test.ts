// The roll-up and the report on a real engine: what they read and write, and what stands in the way.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callStore } from '../../../../shared/aws/usage/call-store.ts';
import { foldStore } from '../../../../shared/aws/usage/fold-store.ts';
import { callKey } from '../../../../shared/aws/usage/item-keys.ts';
import { usageReader } from '../../../../shared/aws/usage/reader.ts';
import type { ProjectId } from '../../../../shared/kernel/ids.ts';
import type { CallIntent } from '../../../../shared/usage/call.ts';
import { utcDay } from '../../../../shared/usage/day.ts';
import { FOLD_AFTER_MS, planFold } from '../../../../shared/usage/fold.ts';
import { rollUp } from '../../../../shared/usage/roll-up.ts';
import { readSnapshot } from '../../../../shared/usage/snapshot.ts';
import { startAwsEndpoint } from '../../../support/aws-endpoint.ts';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';
import {
  callId,
  intent,
  keptLog,
  MINUTE,
  NOON,
  noWait,
  PROJECT,
  settledCall,
  settlement,
} from '../../../support/usage.ts';

let dynamo: DynamoEngine;
beforeAll(async () => {
  dynamo = await startDynamoEngine();
});
afterAll(() => dynamo.close());
beforeEach(() => {
  dynamo.calls.length = 0;
  dynamo.fault = () => 'none';
});
afterEach(async () => {
  const { store, run } = setUp();
  await run(NOON + 1_000 * MINUTE);
  for await (const projectId of store.projectsWithCalls(NOON + 2_000 * MINUTE))
    expect.fail(`${projectId} has calls left`);
});

const OTHER = `proj_${'q'.repeat(22)}` as ProjectId;
const DAYS = { from: utcDay(NOON - 86_400_000), to: utcDay(NOON) };
let next = 0;

function setUp() {
  const table = { client: dynamo.client, name: dynamo.usageTable };
  const { log, lines } = keptLog();
  const calls = callStore(dynamo.client, table.name);
  const store = foldStore(table, { log, wait: noWait });
  const reader = usageReader(table, log);
  return {
    calls,
    store,
    lines,
    settled: async (count: number, changes: Partial<CallIntent> = {}) => {
      for (let i = 0; i < count; i++) {
        const call = intent({ callId: callId(`fold${next++}`), ...changes });
        await calls.open(call);
        await calls.settle(call, settlement());
      }
    },
    run: (nowMs: number) => rollUp({ store, clock: () => nowMs, log, mayGoOn: () => true }),
    requests: async (projectId = PROJECT) => {
      const entries = await readSnapshot(projectId, DAYS, { reader, wait: noWait });
      return entries.reduce((sum, { totals }) => sum + totals.requests, 0);
    },
  };
}

describe('foldStore', () => {
  it('finds the projects that have something old enough, each once', async () => {
    const { settled, store } = setUp();
    const young = `proj_${'y'.repeat(22)}` as ProjectId;
    await settled(20);
    await settled(3, { projectId: OTHER });
    await settled(2, { projectId: young, startedAtMs: NOON + 5 * MINUTE });
    const found: ProjectId[] = [];
    for await (const projectId of store.projectsWithCalls(NOON + MINUTE)) found.push(projectId);
    expect(found.sort()).toEqual([PROJECT, OTHER]);
  });

  it('moves calls into sums, all of them, and deletes their rows', async () => {
    const { settled, run, requests } = setUp();
    const before = await requests();
    await settled(60);
    await settled(5, { projectId: OTHER, startedAtMs: NOON - 86_400_000 });
    expect(await requests()).toBe(before + 60);
    expect(await run(NOON + FOLD_AFTER_MS + 1)).toEqual({
      folded: 65,
      abandoned: 0,
      failedProjects: 0,
    });
    expect(await requests()).toBe(before + 60);
    const rows = await dynamo.rows(dynamo.usageTable);
    expect(rows.filter(({ pk }) => String(pk).startsWith('calls#'))).toEqual([]);
    const sums = rows.filter(({ sk }) => String(sk).startsWith('2026-'));
    for (const sum of sums) expect(sum['ttl']).toBeGreaterThan(NOON / 1000 + 366 * 86_400);
  });

  it('leaves young calls and running ones', async () => {
    const { settled, calls, run, requests } = setUp();
    const before = await requests();
    await calls.open(intent({ callId: callId('running') }));
    await settled(1, { startedAtMs: NOON + 9 * MINUTE });
    expect(await run(NOON + 10 * MINUTE)).toMatchObject({ folded: 0 });
    expect(await requests()).toBe(before + 1);
    expect(await run(NOON + 40 * MINUTE)).toMatchObject({ folded: 2, abandoned: 1 });
    expect(await requests()).toBe(before + 2);
  });

  it('begins each number once, and none before the last is done', async () => {
    const { store } = setUp();
    const projectId = `proj_${'j'.repeat(22)}` as ProjectId;
    const journal = (number: number) => planFold(projectId, number, [settledCall({ projectId })]);
    expect(await store.begin(journal(1))).toBe('begun');
    expect(await store.begin(journal(1))).toBe('overtaken');
    expect(await store.begin(journal(2))).toBe('overtaken');
    expect(await store.journal(projectId)).toEqual(journal(1));
    await store.finish(projectId, 1);
    await store.finish(projectId, 1);
    expect(await store.journal(projectId)).toMatchObject({ number: 1, isDone: true, calls: [] });
    expect(await store.begin(journal(3))).toBe('overtaken');
    expect(await store.begin(journal(2))).toBe('begun');
    await store.finish(projectId, 1);
    expect(await store.journal(projectId)).toMatchObject({ number: 2, isDone: false });
  });

  it('recognises its own beginning when the answer was lost', async () => {
    const { store } = setUp();
    const projectId = `proj_${'l'.repeat(22)}` as ProjectId;
    let isFirst = true;
    dynamo.fault = ({ operation }) => {
      const fault = operation === 'PutItem' && isFirst ? 'cut-after' : 'none';
      if (operation === 'PutItem') isFirst = false;
      return fault;
    };
    expect(await store.begin(planFold(projectId, 1, [settledCall({ projectId })]))).toBe('begun');
  });

  it('grows a sum once by each fold', async () => {
    const { store, requests } = setUp();
    const projectId = `proj_${'g'.repeat(22)}` as ProjectId;
    const [growth] = planFold(projectId, 1, [settledCall({ projectId })]).growth;
    if (growth === undefined) throw new Error('no growth');
    for (const number of [1, 1, 2, 1, 2]) await store.grow(growth, number);
    expect(await requests(projectId)).toBe(2);
  });

  it('deletes again what DynamoDB was too busy for', async () => {
    const endpoint = await startAwsEndpoint();
    let left = 3;
    endpoint.answer = ({ input }) => ({
      output: { UnprocessedItems: left-- > 0 ? input['RequestItems'] : {} },
    });
    const client = new DynamoDBClient(endpoint.config);
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const { remove } = foldStore({ client, name: 'usage' }, { log: keptLog().log, wait });
    await remove(Array.from({ length: 20 }, (_, i) => intent({ callId: callId(`b${i}`) })));
    expect([endpoint.calls.length, waits.length]).toEqual([4, 3]);
    left = 100;
    await expect(remove([intent()])).rejects.toMatchObject({ code: 'service_unavailable' });
    client.destroy();
    await endpoint.close();
  });

  it('goes on where a failed run ended', async () => {
    const { settled, run, requests, lines } = setUp();
    const before = await requests();
    await settled(30);
    for (const operation of ['UpdateItem', 'BatchWriteItem']) {
      dynamo.fault = (call) => (call.operation === operation ? 'cut' : 'none');
      expect(await run(NOON + FOLD_AFTER_MS + 1)).toMatchObject({ failedProjects: 1 });
      expect(await requests()).toBe(before + 30);
    }
    expect(lines.join()).toContain('usage_fold_failed');
    dynamo.fault = () => 'none';
    await run(NOON + FOLD_AFTER_MS + 1);
    expect(await requests()).toBe(before + 30);
  });

  it('decides by strongly consistent reads only', async () => {
    const { settled, run, requests } = setUp();
    await settled(1);
    dynamo.calls.length = 0;
    await run(NOON + FOLD_AFTER_MS + 1);
    await requests();
    const reads = dynamo.calls.filter(({ operation }) => /^(Query|GetItem)$/.test(operation));
    const weak = reads.filter(({ input }) => input['ConsistentRead'] !== true);
    // Looking for projects may lag: what it misses is found by the next run.
    expect(weak.every(({ input }) => input['Limit'] === 1)).toBe(true);
    expect(reads.length - weak.length).toBeGreaterThan(20);
    expect(dynamo.calls.map(({ operation }) => operation)).not.toContain('Scan');
  });

  it('leaves a row that cannot be read alone, and says so', async () => {
    const { calls, run, lines } = setUp();
    const call = intent({ callId: callId('corrupt'), estimatedInputTokens: -1 });
    await calls.open(call);
    expect(await run(NOON + 40 * MINUTE)).toMatchObject({ folded: 0, failedProjects: 0 });
    expect(lines.join()).toContain('usage_rows_corrupt');
    const rows = await dynamo.rows(dynamo.usageTable);
    expect(rows.map(({ sk }) => sk)).toContain(callKey(call).sk);
    const { store } = setUp();
    await store.remove([call]);
  });
});
