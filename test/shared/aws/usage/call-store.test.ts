// The proxy's usage writes on a real engine: each counts once, whatever becomes of its answer.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callStore } from '../../../../shared/aws/usage/call-store.ts';
import type { CallStore } from '../../../../shared/usage/meter.ts';
import {
  type DynamoEngine,
  type Fault,
  startDynamoEngine,
} from '../../../support/dynamo-engine.ts';
import { callId, intent, policyRecord, settlement } from '../../../support/usage.ts';

let dynamo: DynamoEngine;
let store: CallStore;
let next = 0;

beforeAll(async () => {
  dynamo = await startDynamoEngine();
  store = callStore(dynamo.client, dynamo.usageTable);
});
beforeEach(() => {
  dynamo.calls.length = 0;
  dynamo.fault = () => 'none';
});
afterAll(() => dynamo.close());

const fresh = () => intent({ callId: callId(`call${next++}`) });
const rowOf = async ({ callId: id }: { callId: string }) =>
  (await dynamo.rows(dynamo.usageTable)).find(({ sk }) => String(sk).endsWith(id));

/** The given fault for the first attempt of each operation. */
function failFirst(fault: Fault): void {
  const seen = new Set<string>();
  dynamo.fault = ({ operation }) => {
    const isFirst = !seen.has(operation);
    seen.add(operation);
    return isFirst ? fault : 'none';
  };
}

describe('callStore', () => {
  it('opens and settles a call with one write each', async () => {
    const call = fresh();
    await store.open(call);
    expect(await rowOf(call)).toMatchObject({
      state: 'open',
      model: 'gpt-test',
      provider: 'openai',
    });
    expect(await store.settle(call, settlement())).toBe('settled');
    expect(await rowOf(call)).toMatchObject({ state: 'settled', input: 10, output: 20 });
    expect(dynamo.calls.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem']);
  });

  it.each<Fault>([
    'throttle',
    'cut',
    'cut-after',
    'hang',
    'hang-after',
  ])('counts once when the first attempt meets: %s', async (fault) => {
    failFirst(fault);
    const call = fresh();
    await store.open(call);
    expect(await store.settle(call, settlement())).toBe('settled');
    expect(await rowOf(call)).toMatchObject({ state: 'settled', output: 20 });
  });

  it('keeps a result from a late repetition of the intent', async () => {
    const call = fresh();
    await store.open(call);
    await store.settle(call, settlement());
    await store.open(call);
    expect(await rowOf(call)).toMatchObject({ state: 'settled' });
  });

  it('keeps the first result', async () => {
    const call = fresh();
    await store.open(call);
    await store.settle(call, settlement());
    expect(await store.settle(call, settlement({ outcome: 'failed' }))).toBe('settled');
    expect(await rowOf(call)).toMatchObject({ outcome: 'ok' });
  });

  it('never brings a folded call back', async () => {
    const call = fresh();
    expect(await store.settle(call, settlement())).toBe('gone');
    expect(await rowOf(call)).toBeUndefined();
  });

  it('cancels an open call and one whose intent never arrived, for good', async () => {
    const opened = fresh();
    await store.open(opened);
    const unknown = fresh();
    for (const call of [opened, unknown]) {
      await store.cancel(call);
      await store.open(call);
      expect(await store.settle(call, settlement())).toBe('gone');
      expect(await rowOf(call)).toMatchObject({ state: 'void' });
    }
  });

  it('does not cancel what is settled', async () => {
    const call = fresh();
    await store.open(call);
    await store.settle(call, settlement());
    await store.cancel(call);
    expect(await rowOf(call)).toMatchObject({ state: 'settled' });
  });

  it('throws 503 when the store cannot be reached', async () => {
    dynamo.fault = () => 'cut';
    for (const write of [store.open, store.cancel])
      await expect(write(fresh())).rejects.toMatchObject({ code: 'service_unavailable' });
    await expect(store.settle(fresh(), settlement())).rejects.toMatchObject({
      code: 'service_unavailable',
    });
  });

  it.each<Fault>([
    'none',
    'cut',
    'cut-after',
    'throttle',
  ])('keeps a refused prompt, which is no call, once when the write meets: %s', async (fault) => {
    failFirst(fault);
    const prompt = { ...fresh(), policy: policyRecord() };
    await store.refuse(prompt);
    await store.refuse(prompt);
    expect(await rowOf(prompt)).toMatchObject({
      state: 'settled',
      outcome: 'refused',
      input: 0,
      policy: policyRecord(),
    });
  });

  it('replaces what rules found in the request by what they found in all of the call', async () => {
    const call = { ...fresh(), policy: policyRecord(), purpose: 'policy' as const };
    await store.open(call);
    expect(await rowOf(call)).toMatchObject({ policy: policyRecord(), purpose: 'policy' });
    const policy = policyRecord([{}, { direction: 'outbound' }]);
    await store.settle(call, settlement({ policy }));
    expect(await rowOf(call)).toMatchObject({ state: 'settled', policy, purpose: 'policy' });
  });
});
