// The SDK's own retries and lost answers: no permit is counted twice, and no limit is exceeded, with fifty clients at once.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../../shared/aws/client-config.ts';
import { permitStore } from '../../../../shared/aws/usage/permit-store.ts';
import { createRateLimiter, type RateLimiter } from '../../../../shared/limits/limiter.ts';
import { shardsOf } from '../../../../shared/limits/shards.ts';
import { windowAt } from '../../../../shared/limits/window.ts';
import {
  type DynamoEngine,
  type Fault,
  startDynamoEngine,
} from '../../../support/dynamo-engine.ts';
import { clientAt, heldInTable } from '../../../support/permits.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0);
const window = windowAt(NOW_MS);
const FAULTS = ['throttle', 'server-error', 'cut', 'cut-after', 'server-error-after'] as const;

let engine: DynamoEngine;
let direct: DynamoDBClient;
/** Both go through the front; the second waits 300 ms for an answer instead of 3 s. */
let client: DynamoDBClient;
let impatient: DynamoDBClient;
let scopeId: string;
let tests = 0;

beforeAll(async () => {
  engine = await startDynamoEngine();
  direct = clientAt(engine.url);
  client = clientAt(engine.frontUrl, clientConfig);
  impatient = clientAt(engine.frontUrl, {
    ...clientConfig,
    requestHandler: { ...clientConfig.requestHandler, requestTimeout: 300 },
  });
});
beforeEach(() => {
  scopeId = `proj_${tests++}`;
  engine.fault = () => 'none';
  engine.calls.length = 0;
});
afterAll(async () => {
  for (const each of [direct, client, impatient]) each.destroy();
  await engine.close();
});

const newProcess = (through = client): RateLimiter =>
  createRateLimiter({ store: permitStore(through, engine.usageTable), clock: () => NOW_MS });
const held = (perMinute: number): Promise<number> =>
  heldInTable(direct, engine.usageTable, scopeId, window, shardsOf(perMinute).length);
const call = async (perMinute: number, limit = newProcess()): Promise<string> =>
  (await limit([{ id: scopeId, perMinute }])).kind;

/** The faults of the first attempts, in order; then all is well. */
const firstAttempts = (...faults: Fault[]): void => {
  engine.fault = () => faults.shift() ?? 'none';
};

/** An attempt that takes effect only when it is released, and then resolves. */
function lateAttempt(): { fault: Fault; release: () => Promise<void> } {
  const released = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  return {
    fault: { after: released.promise, done: done.resolve },
    release: () => {
      released.resolve();
      return done.promise;
    },
  };
}

describe('one call', () => {
  it.each(FAULTS)('counts once when its first attempt meets %s', async (fault) => {
    firstAttempts(fault);
    expect(await call(5)).toBe('granted');
    expect(engine.calls).toHaveLength(2);
    expect(await held(5)).toBe(1);
  });

  it.each([
    'hang',
    'hang-after',
  ] as const)('counts once when its first attempt meets %s', async (fault) => {
    firstAttempts(fault);
    expect(await call(5, newProcess(impatient))).toBe('granted');
    expect(engine.calls.length).toBeGreaterThan(1);
    expect(await held(5)).toBe(1);
  });

  it('is granted the last permit although the answer to it was lost', async () => {
    firstAttempts('cut-after');
    expect(await call(1)).toBe('granted');
    expect(await held(1)).toBe(1);
  });

  it.each(FAULTS)('is unknown when every attempt meets %s, and does not count', async (fault) => {
    firstAttempts(fault, fault, fault);
    const limit = newProcess();
    expect(await call(5, limit)).toBe('unknown');
    expect(await held(5)).toBe(0);
    expect(await call(5, limit)).toBe('granted');
  });

  it('counts once when its first attempt takes effect late, after the second', async () => {
    const { fault, release } = lateAttempt();
    firstAttempts(fault);
    expect(await call(5, newProcess(impatient))).toBe('granted');
    await release();
    expect(await held(5)).toBe(1);
  });

  it('that is refunded meanwhile counts again when its first attempt takes effect late: for nobody, never for two', async () => {
    const { fault, release } = lateAttempt();
    firstAttempts(fault);
    const outcome = await newProcess(impatient)([{ id: scopeId, perMinute: 1 }]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    await outcome.refund();
    await release();
    expect(await held(1)).toBe(1);
    expect(await call(1)).toBe('refused');
  });

  it('is given back once when the refund has to be repeated', async () => {
    const outcome = await newProcess()([{ id: scopeId, perMinute: 5 }]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    await call(5);
    firstAttempts('cut-after');
    await outcome.refund();
    expect(await held(5)).toBe(1);
  });
});

// A busy machine takes its time over so many repetitions.
describe('fifty clients at once', { timeout: 30_000 }, () => {
  it.each([60, 250])('get exactly the limit of %i', async (perMinute) => {
    const kinds = await hammer(perMinute, perMinute + 100);
    expect(kinds.filter((kind) => kind === 'granted')).toHaveLength(perMinute);
    expect(await held(perMinute)).toBe(perMinute);
  });

  it.each([
    60, 120,
  ])('never get more than %i while one call in three goes wrong', async (perMinute) => {
    let n = 0;
    const met = new Set<Fault>();
    engine.fault = () => {
      const fault = n++ % 3 === 0 ? FAULTS[((n / 3) % FAULTS.length) | 0] : 'none';
      met.add(fault ?? 'none');
      return fault ?? 'none';
    };
    const kinds = await hammer(perMinute, perMinute + 100);
    const granted = kinds.filter((kind) => kind === 'granted').length;
    expect(met.size).toBe(FAULTS.length + 1);
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
  const work = async (): Promise<void> => {
    const limit = newProcess();
    while (left-- > 0) kinds.push(await call(perMinute, limit));
  };
  await Promise.all(Array.from({ length: 50 }, work));
  return kinds;
}
