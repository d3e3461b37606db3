// I3: counters never exceed their caps.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { permitStore } from '../../shared/aws/usage/permit-store.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { shardsOf } from '../../shared/limits/shards.ts';
import { windowAt } from '../../shared/limits/window.ts';
import { type DynamoEngine, startDynamoEngine } from '../support/dynamo-engine.ts';
import { clientAt, heldInTable } from '../support/permits.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0);
const FAULTS = [
  ...Array<'none'>(16).fill('none'),
  'throttle',
  'cut',
  'cut-after',
  'server-error-after',
] as const;

let engine: DynamoEngine;
let direct: DynamoDBClient;
let faulty: DynamoDBClient;
beforeAll(async () => {
  engine = await startDynamoEngine();
  direct = clientAt(engine.url);
  faulty = clientAt(engine.frontUrl, clientConfig);
});
afterAll(async () => {
  direct.destroy();
  faulty.destroy();
  await engine.close();
});

it("of a project and its keys, in both of two windows, whatever the processes' clocks and stores do", async () => {
  let round = 0;
  const caller = fc.record({
    key: fc.integer({ min: 0, max: 2 }),
    process: fc.integer({ min: 0, max: 3 }),
    refunds: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 6 }),
      fc.array(caller, { minLength: 20, maxLength: 40 }),
      fc.infiniteStream(fc.constantFrom(...FAULTS)),
      async (ofProject, ofKey, callers, faults) => {
        round++;
        engine.fault = () => faults.next().value ?? 'none';
        const store = permitStore(faulty, engine.usageTable);
        // The clocks of the last two processes are a minute ahead.
        const limiters = [0, 0, 60_000, 60_000].map((aheadMs) =>
          createRateLimiter({ store, clock: () => NOW_MS + aheadMs }),
        );
        const project = { id: `proj_i3_${round}`, perMinute: ofProject };
        const scopeOf = (key: number) => ({ id: `key_i3_${round}_${key}`, perMinute: ofKey });
        await Promise.all(
          callers.map(async ({ key, process, refunds }) => {
            const outcome = await limiters[process]?.([scopeOf(key), project]);
            if (refunds && outcome?.kind === 'granted') await outcome.refund();
          }),
        );
        let heldInAll = 0;
        for (const scope of [project, scopeOf(0), scopeOf(1), scopeOf(2)])
          for (const atMs of [NOW_MS, NOW_MS + 60_000]) {
            const rows = shardsOf(scope.perMinute).length;
            const window = windowAt(atMs);
            const held = await heldInTable(direct, engine.usageTable, scope.id, window, rows);
            expect(held).toBeLessThanOrEqual(scope.perMinute);
            heldInAll += held;
          }
        expect(heldInAll).toBeGreaterThan(0);
      },
    ),
    { numRuns: 5 },
  );
});
