// Usage under every order of events: proxies, crashes, late repetitions, two roll-ups and a reader at once.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAfterwards } from '../../../shared/kernel/afterwards.ts';
import type { CallIntent } from '../../../shared/usage/call.ts';
import { utcDay } from '../../../shared/usage/day.ts';
import { ABANDONED_AFTER_MS } from '../../../shared/usage/fold.ts';
import { noteRefusal, openCall } from '../../../shared/usage/meter.ts';
import { rollUp } from '../../../shared/usage/roll-up.ts';
import { readSnapshot } from '../../../shared/usage/snapshot.ts';
import {
  callId,
  intent,
  keptLog,
  MINUTE,
  NOON,
  noWait,
  PROJECT,
  policyRecord,
  settlement,
  type Told,
  toldBy,
} from '../../support/usage.ts';
import { type Step, UsageModel } from '../../support/usage-model.ts';

type Fate = 'settled' | 'cancelled' | 'refused' | 'crash before the call' | 'crash after the call';
type Failure = 'no' | 'before' | 'after';
type Plan = { fate: Fate; late: 'no' | 'open' | 'settle'; delay: number; failures: number[] };

const plans = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate>(
      'settled',
      'settled',
      'cancelled',
      'refused',
      'crash before the call',
      'crash after the call',
    ),
    late: fc.constantFrom('no', 'open', 'settle'),
    /** Steps of others that a late request waits for. */
    delay: fc.nat(40),
    /** Which of the call's steps fail, and whether before (even) or after (odd) they were taken. */
    failures: fc.array(fc.nat(7), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 6 },
);
/** Which step of a roll-up is its last one. */
const deaths = fc.array(fc.nat(60), { minLength: 1, maxLength: 4 });

/** AWS refuses a request that arrives later than that after it was signed. */
const SIGNATURE_HOLDS_MS = 5 * MINUTE;
const DAY = { from: utcDay(NOON), to: utcDay(NOON) };
const USED = settlement().tokens;

const failuresOf =
  ({ failures }: Plan) =>
  (n: number): Failure =>
    failures.includes(2 * n) ? 'before' : failures.includes(2 * n + 1) ? 'after' : 'no';

class World {
  readonly scheduler: fc.Scheduler;
  nowMs = NOON;
  /** The provider is called for these. */
  readonly opened = new Set<string>();
  /** Will not be called, or was not: durable when it is in `cancelled`, too. */
  readonly willBeCancelled = new Set<string>();
  readonly cancelled = new Set<string>();
  /** Prompts that a rule stopped: known to be stored, and perhaps stored. */
  readonly refused = new Set<string>();
  readonly perhapsRefused = new Set<string>();
  /** Known to be stored with what the provider said. */
  readonly settled = new Set<string>();
  readonly table: UsageModel;

  constructor(scheduler: fc.Scheduler) {
    this.scheduler = scheduler;
    this.table = new UsageModel(this.steps('nobody'));
  }

  async pass(ms: number): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), 'time');
    this.nowMs += ms;
  }

  /** `fails` says of the actor's nth step what becomes of it. */
  steps(actor: string, fails: (n: number) => Failure = () => 'no'): Step {
    let n = 0;
    return async (operation, act) => {
      await this.scheduler.schedule(Promise.resolve(), `${actor} ${operation}`);
      const failure = fails(n++);
      if (failure === 'before') throw new Error('lost');
      act();
      if (failure === 'after') throw new Error('answer lost');
    };
  }

  async proxy(index: number, plan: Plan): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), `call ${index} begins`);
    const id = callId(String(index));
    const call = intent({ callId: id, startedAtMs: this.nowMs, policy: policyRecord() });
    if (plan.fate === 'refused') return this.refuse(call, index, plan);
    if (plan.fate === 'cancelled') this.willBeCancelled.add(call.callId);
    const table = this.table.as(this.steps(`call ${index}`, failuresOf(plan)));
    const afterwards = createAfterwards();
    const { log, lines } = keptLog();
    const metered = openCall(call, { calls: table, log, afterwards, wait: noWait });
    const isOpen = await metered.opened.then(
      () => true,
      () => false,
    );
    if (isOpen) this.opened.add(call.callId);
    if (isOpen && plan.fate === 'settled') metered.settle(settlement());
    if (isOpen && plan.fate === 'cancelled') metered.cancel();
    await afterwards.done();
    if (lines.length === 0 && plan.fate === 'settled' && isOpen) this.settled.add(call.callId);
    if (lines.length === 0 && (plan.fate === 'cancelled' || !isOpen))
      this.cancelled.add(call.callId);
    if (plan.late !== 'no') await this.late(call, plan.late, plan.delay);
  }

  async refuse(call: CallIntent, index: number, plan: Plan): Promise<void> {
    this.perhapsRefused.add(call.callId);
    const step = this.steps(`call ${index}`, failuresOf(plan));
    const table = this.table.as((operation, act) => {
      const sentAtMs = this.nowMs;
      return step(operation, () => {
        if (this.nowMs - sentAtMs > SIGNATURE_HOLDS_MS) throw new Error('expired');
        act();
      });
    });
    const afterwards = createAfterwards();
    const { log, lines } = keptLog();
    const clock = () => this.nowMs;
    noteRefusal(call, { calls: table, log, afterwards, clock, wait: noWait });
    await afterwards.done();
    if (lines.length === 0) this.refused.add(call.callId);
    if (plan.late !== 'no') await this.late(call, 'refuse', plan.delay);
  }

  /** A request that was given up on and arrives all the same, while its signature holds. */
  async late(
    call: CallIntent,
    operation: 'open' | 'settle' | 'refuse',
    delay: number,
  ): Promise<void> {
    for (let i = 0; i <= delay; i++)
      await this.scheduler.schedule(Promise.resolve(), `late ${operation}`);
    if (this.nowMs - call.startedAtMs > SIGNATURE_HOLDS_MS) return;
    const table = this.table.as(async (_operation, act) => act());
    if (operation === 'refuse') await table.refuse(call);
    else if (operation === 'open') await table.open(call);
    else if (this.settled.has(call.callId)) await table.settle(call, settlement());
  }

  /** Its process ends at the given step: odd, after the step was taken, even, before. */
  async rollUp(name: string, diesAt: number): Promise<void> {
    let isDead = false;
    const step = this.steps(name, (n) => {
      isDead ||= n >= diesAt;
      if (!isDead) return 'no';
      return n === diesAt && diesAt % 2 === 1 ? 'after' : 'before';
    });
    await rollUp({
      store: this.table.as(step),
      clock: () => this.nowMs,
      log: keptLog().log,
      mayGoOn: () => !isDead,
    }).catch(() => undefined);
  }

  async totals(table: UsageModel) {
    return toldBy(await readSnapshot(PROJECT, DAY, { reader: table, wait: noWait }));
  }
}

/** What a reader may see at a moment: no fewer calls than are known to count, no more than were ever begun. */
async function watch(world: World, calls: readonly Plan[]): Promise<number[]> {
  const table = world.table.as(world.steps('reader'));
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    const known = [...world.opened].filter((id) => !world.willBeCancelled.has(id)).length;
    const totals = await world.totals(table).catch(() => null);
    if (totals === null) continue;
    seen.push(totals.requests);
    expect(totals.requests + totals.inFlight).toBeGreaterThanOrEqual(known);
    expect(totals.requests + totals.inFlight).toBeLessThanOrEqual(calls.length);
    expectRulesInStep(totals);
  }
  return seen;
}

/** Every call and every refusal holds one rule that matched twice. */
function expectRulesInStep(totals: Told): void {
  expect(totals.ruleRequests).toBe(totals.requests + totals.blockedPrompts);
  expect(totals.ruleMatches).toBe(2 * totals.ruleRequests);
  expect(totals.maskedPrompts).toBe(totals.requests);
}

async function live(world: World, calls: readonly Plan[], deaths: readonly number[][]) {
  const proxies = Promise.all(calls.map((plan, index) => world.proxy(index, plan)));
  const rolling = deaths.map(async (ends, actor) => {
    for (const [run, end] of ends.entries()) await world.rollUp(`roll-up ${actor}.${run}`, end);
  });
  // No call lives longer than 15 minutes; the roll-ups and the reader go on while half an hour passes.
  const time = async () => {
    for (let i = 0; i < 4; i++) await world.pass(3 * MINUTE);
    await proxies;
    await world.pass(ABANDONED_AFTER_MS);
  };
  const [seen] = await Promise.all([watch(world, calls), proxies, time(), ...rolling]);
  return seen;
}

describe('usage', () => {
  it('counts each call once, whatever crashes, repeats and overlaps', async () => {
    const runs = fc.tuple(fc.scheduler(), plans, fc.array(deaths, { minLength: 2, maxLength: 2 }));
    await fc.assert(
      fc.asyncProperty(runs, async ([scheduler, calls, ends]) => {
        const world = new World(scheduler);
        const seen = await scheduler.waitFor(live(world, calls, ends));
        expect(seen).toEqual(seen.toSorted((a, b) => a - b));

        const quiet = world.table.as(async (_operation, act) => act());
        const clock = () => world.nowMs + ABANDONED_AFTER_MS;
        await rollUp({ store: quiet, clock, log: keptLog().log, mayGoOn: () => true });
        expect(world.table.rows.size).toBe(0);
        const totals = await world.totals(quiet);

        const counted = [...world.opened].filter((id) => !world.willBeCancelled.has(id));
        // Who could not even say that there was no call leaves one that may be counted.
        const prompts = world.perhapsRefused.size;
        const unsure = calls.length - counted.length - world.cancelled.size - prompts;
        expect(totals.blockedPrompts).toBeGreaterThanOrEqual(world.refused.size);
        expect(totals.blockedPrompts).toBeLessThanOrEqual(prompts);
        expectRulesInStep(totals);
        expect(totals.requests).toBeGreaterThanOrEqual(counted.length);
        expect(totals.requests).toBeLessThanOrEqual(counted.length + unsure);
        expect(totals.output).toBeGreaterThanOrEqual(world.settled.size * USED.output);
        expect(totals.output).toBeLessThanOrEqual(counted.length * USED.output);
        for (const times of world.table.openings.values()) expect(times).toBe(1);
      }),
      { numRuns: Number(process.env['USAGE_RUNS'] ?? 500) },
    );
  }, 600_000);
});
