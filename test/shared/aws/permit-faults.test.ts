// The SDK's own retries and lost answers: no permit is counted twice, and no limit is exceeded, with fifty clients at once.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../shared/aws/client-config.ts';
import { permitStore } from '../../../shared/aws/permit-store.ts';
import { createRateLimiter, type RateLimiter } from '../../../shared/limits/limiter.ts';
import { shardsOf } from '../../../shared/limits/shards.ts';
import { windowAt } from '../../../shared/limits/window.ts';
import { type DynamoEngine, startDynamoEngine } from '../../support/dynamo-engine.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { clientAt, heldInTable } from '../../support/permits.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0);
const window = windowAt(NOW_MS);

let engine: DynamoEngine;
let proxy: FaultProxy;
let direct: DynamoDBClient;
let faulty: DynamoDBClient;
let scopeId: string;
let tests = 0;

beforeAll(async () => {
  engine = await startDynamoEngine();
  proxy = await startFaultProxy(engine.url);
  direct = clientAt(engine.url);
  faulty = clientAt(proxy.url, clientConfig);
});
beforeEach(() => {
  scopeId = `proj_${tests++}`;
  proxy.fault = () => 'none';
  proxy.seen.length = 0;
});
afterAll(async () => {
  faulty.destroy();
  direct.destroy();
  await proxy.close();
  await engine.close();
});

const newProcess = (client = faulty): RateLimiter =>
  createRateLimiter({ store: permitStore(client, engine.usageTable), clock: () => NOW_MS });
const held = (perMinute: number): Promise<number> =>
  heldInTable(direct, engine.usageTable, scopeId, window, shardsOf(perMinute).length);

/** The faults of the first attempts, in order; then all is well. */
const firstAttempts = (...faults: Fault[]): void => {
  proxy.fault = () => faults.shift() ?? 'none';
};

describe('one call', () => {
  it.each<Fault>([
    'throttle',
    'server-error',
    'cut-before',
    'cut-after',
    'error-after',
  ])('counts once when the first attempt meets %s and the SDK tries again', async (fault) => {
    firstAttempts(fault);
    expect((await newProcess()([{ id: scopeId, perMinute: 5 }])).kind).toBe('granted');
    expect(proxy.seen.map((attempt) => attempt.fault)).toEqual([fault, 'none']);
    expect(await held(5)).toBe(1);
  });

  it('is granted the last permit although the answer to it was lost', async () => {
    firstAttempts('cut-after');
    expect((await newProcess()([{ id: scopeId, perMinute: 1 }])).kind).toBe('granted');
    expect(await held(1)).toBe(1);
  });

  it.each<Fault>([
    'throttle',
    'server-error',
    'cut-before',
    'cut-after',
    'error-after',
  ])('is told as unknown when every attempt meets %s, and does not count', async (fault) => {
    firstAttempts(fault, fault, fault);
    const limit = newProcess();
    expect((await limit([{ id: scopeId, perMinute: 5 }])).kind).toBe('unknown');
    expect(await held(5)).toBe(0);
    expect((await limit([{ id: scopeId, perMinute: 5 }])).kind).toBe('granted');
  });

  it.each<Fault>([
    'hang-before',
    'hang-after',
  ])('counts once when the first attempt times out: %s', async (fault) => {
    const impatient = clientAt(proxy.url, {
      ...clientConfig,
      requestHandler: { ...clientConfig.requestHandler, requestTimeout: 300 },
    });
    firstAttempts(fault);
    expect((await newProcess(impatient)([{ id: scopeId, perMinute: 5 }])).kind).toBe('granted');
    expect(proxy.seen.length).toBeGreaterThan(1);
    expect(await held(5)).toBe(1);
    impatient.destroy();
  });

  it('counts once when its first attempt arrives late, after the second', async () => {
    firstAttempts('late');
    expect((await newProcess()([{ id: scopeId, perMinute: 5 }])).kind).toBe('granted');
    await proxy.releaseLate();
    expect(await held(5)).toBe(1);
  });

  it('is given back once when the refund has to be repeated', async () => {
    const outcome = await newProcess()([{ id: scopeId, perMinute: 5 }]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    await newProcess()([{ id: scopeId, perMinute: 5 }]);
    firstAttempts('cut-after');
    await outcome.refund();
    expect(await held(5)).toBe(1);
  });
});

describe('fifty clients at once', () => {
  it.each([60, 250])('get exactly the limit of %i', async (perMinute) => {
    const kinds = await hammer(perMinute, perMinute + 200);
    expect(kinds.filter((kind) => kind === 'granted')).toHaveLength(perMinute);
    expect(await held(perMinute)).toBe(perMinute);
  });

  it.each([
    60, 250,
  ])('never get more than %i while one write in three goes wrong', async (perMinute) => {
    const faults: Fault[] = [
      'throttle',
      'server-error',
      'cut-before',
      'cut-after',
      'error-after',
      'late',
    ];
    let n = 0;
    proxy.fault = () =>
      n++ % 3 === 0 ? (faults[((n / 3) % faults.length) | 0] ?? 'none') : 'none';
    const kinds = await hammer(perMinute, perMinute + 200);
    proxy.fault = () => 'none';
    await proxy.releaseLate();
    const granted = kinds.filter((kind) => kind === 'granted').length;
    expect(new Set(proxy.seen.map(({ fault }) => fault)).size).toBe(faults.length + 1);
    expect(granted).toBeLessThanOrEqual(perMinute);
    expect(granted).toBeGreaterThan(perMinute / 2);
    expect(await held(perMinute)).toBeGreaterThanOrEqual(granted);
    expect(await held(perMinute)).toBeLessThanOrEqual(perMinute);
  });
});

/** Fifty processes that share the calls. */
async function hammer(perMinute: number, calls: number): Promise<string[]> {
  const kinds: string[] = [];
  let left = calls;
  const client = async (): Promise<void> => {
    const limit = newProcess();
    while (left-- > 0) kinds.push((await limit([{ id: scopeId, perMinute }])).kind);
  };
  await Promise.all(Array.from({ length: 50 }, client));
  return kinds;
}
