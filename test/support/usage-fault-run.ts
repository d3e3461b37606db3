// Calls under faults on a real engine: cut connections, throttling, time-outs, crashes, and two roll-ups at once.
import { callStore } from '../../shared/aws/usage/call-store.ts';
import { foldStore } from '../../shared/aws/usage/fold-store.ts';
import { usageReader } from '../../shared/aws/usage/reader.ts';
import { createAfterwards } from '../../shared/kernel/afterwards.ts';
import { eachLimited } from '../../shared/kernel/each-limited.ts';
import { NO_TOKENS, newCallId } from '../../shared/usage/call.ts';
import { utcDay } from '../../shared/usage/day.ts';
import { ABANDONED_AFTER_MS, FOLD_AFTER_MS } from '../../shared/usage/fold.ts';
import { openCall } from '../../shared/usage/meter.ts';
import { rollUp } from '../../shared/usage/roll-up.ts';
import { readSnapshot } from '../../shared/usage/snapshot.ts';
import type { DynamoEngine } from './dynamo-engine.ts';
import { seededRandom } from './random.ts';
import {
  intent,
  keptLog,
  NOON,
  noWait,
  PROJECT,
  policyRecord,
  settlement,
  type Told,
  toldBy,
} from './usage.ts';

/** What is known from outside. */
type Known = {
  /** Went to the provider. */
  calls: number;
  settled: number;
  output: number;
  crashed: number;
  /** Every round of writing failed, so nobody knows; on a busy machine that happens once in a long run. */
  unsureCalls: number;
  unsureOutput: number;
};

export type FaultRun = {
  readonly known: Readonly<Known>;
  /** The report when the last call has ended, and when everything is added up. */
  readonly before: Told;
  readonly after: Told;
  readonly rowsLeft: number;
};

const AT_ONCE = 20;
const MODELS = 12;
/** Just old enough: a call may be folded as soon as it is settled. */
const STARTED_MS = NOON - FOLD_AFTER_MS - 1;

export async function runUnderFaults(dynamo: DynamoEngine, count: number): Promise<FaultRun> {
  const chance = plantFaults(dynamo);
  const known = { calls: 0, settled: 0, output: 0, crashed: 0, unsureCalls: 0, unsureOutput: 0 };
  let isOver = false;
  const folding = [1, 2].map(async () => {
    while (!isOver) {
      await fold(dynamo, NOON, () => !chance(0.2)).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  await eachLimited(numbers, AT_ONCE, (n) => oneCall(dynamo, n, chance(0.1), known));
  isOver = true;
  await Promise.all(folding);

  dynamo.fault = () => 'none';
  const before = await told(dynamo);
  for (let i = 0; i < 2; i++) await fold(dynamo, NOON + ABANDONED_AFTER_MS, () => true);
  const after = await told(dynamo);
  const rows = await dynamo.rows(dynamo.usageTable);
  const rowsLeft = rows.filter(({ pk }) => String(pk).startsWith('calls#')).length;
  return { known, before, after, rowsLeft };
}

/** Returns the same dice for other decisions. */
function plantFaults(dynamo: DynamoEngine): (probability: number) => boolean {
  const random = seededRandom(20261122);
  dynamo.fault = () => {
    const dice = random();
    if (dice < 0.06) return 'cut-after';
    if (dice < 0.12) return 'cut';
    if (dice < 0.14) return 'throttle';
    return dice < 0.1415 ? 'hang-after' : 'none';
  };
  return (probability) => random() < probability;
}

/** `crashes`: its process ends before the provider's answer, so nothing is settled. */
async function oneCall(
  dynamo: DynamoEngine,
  output: number,
  crashes: boolean,
  known: Known,
): Promise<void> {
  const afterwards = createAfterwards();
  const { log, lines } = keptLog();
  const calls = callStore(dynamo.client, dynamo.usageTable);
  const model = `model-${output % MODELS}`;
  const policy = policyRecord();
  const begun = intent({ callId: newCallId(), model, startedAtMs: STARTED_MS, policy });
  const call = openCall(begun, { calls, log, afterwards, wait: noWait });
  const isOpen = await call.opened.then(
    () => true,
    () => false,
  );
  if (isOpen && !crashes) call.settle(settlement({ tokens: { ...NO_TOKENS, input: 3, output } }));
  await afterwards.done();
  const isUnsure = lines.some((line) => line.includes('usage_not_stored'));
  if (isOpen) known.calls++;
  else if (isUnsure) known.unsureCalls++;
  if (!isOpen) return;
  if (crashes) known.crashed++;
  else if (isUnsure) known.unsureOutput += output;
  else {
    known.settled++;
    known.output += output;
  }
}

const tableOf = (dynamo: DynamoEngine) => ({ client: dynamo.client, name: dynamo.usageTable });

function fold(dynamo: DynamoEngine, nowMs: number, mayGoOn: () => boolean) {
  const { log } = keptLog();
  const store = foldStore(tableOf(dynamo), { log, wait: noWait });
  return rollUp({ store, clock: () => nowMs, log, mayGoOn });
}

async function told(dynamo: DynamoEngine): Promise<Told> {
  const reader = usageReader(tableOf(dynamo), keptLog().log);
  const days = { from: utcDay(NOON), to: utcDay(NOON) };
  return toldBy(await readSnapshot(PROJECT, days, { reader, wait: noWait }));
}
