// Usage on a real engine under faults: nothing lost, nothing doubled. USAGE_FAULT_CALLS=10000 for the long run.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';
import { runUnderFaults } from '../../../support/usage-fault-run.ts';

const CALLS = Number(process.env['USAGE_FAULT_CALLS'] ?? 300);

let dynamo: DynamoEngine;
beforeAll(async () => {
  dynamo = await startDynamoEngine();
});
afterAll(() => dynamo.close());

it(`loses and doubles none of ${CALLS} calls under faults, crashes and two roll-ups at once`, async () => {
  const { known, before, after, rowsLeft } = await runUnderFaults(dynamo, CALLS);
  const most = known.calls + known.unsureCalls;
  expect(before.requests).toBeGreaterThanOrEqual(known.settled);
  expect(before.requests + before.inFlight).toBeGreaterThanOrEqual(known.calls);
  expect(before.requests + before.inFlight).toBeLessThanOrEqual(most);

  expect(after.inFlight).toBe(0);
  expect(after.requests).toBeGreaterThanOrEqual(known.calls);
  expect(after.requests).toBeLessThanOrEqual(most);
  expect(after.output).toBeGreaterThanOrEqual(known.output);
  expect(after.output).toBeLessThanOrEqual(known.output + known.unsureOutput);
  expect(after).toMatchObject({ ruleRequests: after.requests, ruleMatches: 2 * after.requests });
  expect(before.ruleRequests).toBe(before.requests);
  expect(rowsLeft).toBe(0);

  // The run is worth something: most calls came through, some crashed, hardly any is unsure.
  expect(known.settled).toBeGreaterThan(CALLS * 0.7);
  expect(known.crashed).toBeGreaterThan(0);
  expect(known.unsureCalls).toBeLessThan(CALLS / 100);
}, 600_000);
