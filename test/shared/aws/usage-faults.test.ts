// Usage on a real engine under faults: nothing lost, nothing doubled. USAGE_FAULT_CALLS=10000 for the long run.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callStore } from '../../../shared/aws/call-store.ts';
import { foldStore } from '../../../shared/aws/fold-store.ts';
import { usageReader } from '../../../shared/aws/usage-reader.ts';
import { createAfterwards } from '../../../shared/kernel/afterwards.ts';
import { eachLimited } from '../../../shared/kernel/each-limited.ts';
import { NO_TOKENS, newCallId } from '../../../shared/usage/call.ts';
import { utcDay } from '../../../shared/usage/day.ts';
import { ABANDONED_AFTER_MS, FOLD_AFTER_MS } from '../../../shared/usage/fold.ts';
import { openCall } from '../../../shared/usage/meter.ts';
import { rollUp } from '../../../shared/usage/roll-up.ts';
import { readSnapshot } from '../../../shared/usage/snapshot.ts';
import { type DynamoEngine, startDynamoEngine } from '../../support/dynamo-engine.ts';
import { seededRandom } from '../../support/random.ts';
import { intent, keptLog, NOON, noWait, PROJECT, settlement } from '../../support/usage.ts';

const CALLS = Number(process.env['USAGE_FAULT_CALLS'] ?? 300);
const AT_ONCE = 20;
/** Just old enough: a call may be folded as soon as it is settled. */
const STARTED_MS = NOON - FOLD_AFTER_MS - 1;

let dynamo: DynamoEngine;
beforeAll(async () => {
  dynamo = await startDynamoEngine();
});
afterAll(() => dynamo.close());

const random = seededRandom(20261122);
const chance = (probability: number): boolean => random() < probability;

function plantFaults(): void {
  dynamo.fault = () => {
    const dice = random();
    if (dice < 0.06) return 'cut-after';
    if (dice < 0.12) return 'cut';
    if (dice < 0.14) return 'throttle';
    if (dice < 0.145) return 'hang-after';
    return 'none';
  };
}

/** `unsure`: every round of writing failed, so nobody knows; on a busy machine that happens once in a long run. */
const expected = { calls: 0, settled: 0, output: 0, crashed: 0, unsureCalls: 0, unsureOutput: 0 };

/** A process that may end before its provider's answer; then nothing is settled. */
async function oneCall(output: number): Promise<void> {
  const afterwards = createAfterwards();
  const { log, lines } = keptLog();
  const calls = callStore(dynamo.client, dynamo.usageTable);
  const model = `model-${output % 12}`;
  const call = openCall(intent({ callId: newCallId(), model, startedAtMs: STARTED_MS }), {
    calls,
    log,
    afterwards,
    wait: noWait,
  });
  const isOpen = await call.opened.then(
    () => true,
    () => false,
  );
  const crashes = isOpen && chance(0.1);
  if (isOpen && !crashes) call.settle(settlement({ tokens: { ...NO_TOKENS, input: 3, output } }));
  await afterwards.done();
  const isUnsure = lines.some((line) => line.includes('usage_not_stored'));
  if (isOpen) expected.calls++;
  if (crashes) expected.crashed++;
  if (isUnsure && !isOpen) expected.unsureCalls++;
  if (isUnsure && isOpen) expected.unsureOutput += output;
  if (isOpen && !crashes && !isUnsure) {
    expected.settled++;
    expected.output += output;
  }
}

const table = () => ({ client: dynamo.client, name: dynamo.usageTable });

const fold = (nowMs: number, mayGoOn = () => !chance(0.2)) => {
  const { log } = keptLog();
  const store = foldStore(table(), { log, wait: noWait });
  return rollUp({ store, clock: () => nowMs, log, mayGoOn });
};

async function totals() {
  const reader = usageReader(table(), keptLog().log);
  const days = { from: utcDay(NOON), to: utcDay(NOON) };
  const entries = await readSnapshot(PROJECT, days, { reader, wait: noWait });
  const sum = (of: (entry: (typeof entries)[number]) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    requests: sum(({ totals: { requests } }) => requests),
    inFlight: sum(({ inFlight }) => inFlight),
    output: sum(({ totals: { outputTokens } }) => outputTokens),
  };
}

it(`loses and doubles none of ${CALLS} calls under faults, crashes and two roll-ups at once`, async () => {
  plantFaults();
  let isOver = false;
  const folding = [1, 2].map(async () => {
    while (!isOver) {
      await fold(NOON).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const numbers = Array.from({ length: CALLS }, (_, i) => i + 1);
  await eachLimited(numbers, AT_ONCE, oneCall);
  isOver = true;
  await Promise.all(folding);

  dynamo.fault = () => 'none';
  const { calls, settled, output, unsureCalls, unsureOutput } = expected;
  expect(settled).toBeGreaterThan(CALLS * 0.7);
  const now = await totals();
  expect(now.requests).toBeGreaterThanOrEqual(settled);
  expect(now.requests + now.inFlight).toBeGreaterThanOrEqual(calls);
  expect(now.requests + now.inFlight).toBeLessThanOrEqual(calls + unsureCalls);

  for (let i = 0; i < 2; i++) await fold(NOON + ABANDONED_AFTER_MS, () => true);
  const end = await totals();
  expect(end.inFlight).toBe(0);
  expect(end.requests).toBeGreaterThanOrEqual(calls);
  expect(end.requests).toBeLessThanOrEqual(calls + unsureCalls);
  expect(end.output).toBeGreaterThanOrEqual(output);
  expect(end.output).toBeLessThanOrEqual(output + unsureOutput);
  const rows = await dynamo.rows(dynamo.usageTable);
  expect(rows.filter(({ pk }) => String(pk).startsWith('calls#'))).toEqual([]);
  expect(expected.crashed).toBeGreaterThan(0);
  expect(unsureCalls + unsureOutput / CALLS).toBeLessThan(CALLS / 100);
}, 600_000);
