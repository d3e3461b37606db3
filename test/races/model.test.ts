// The revocation race on a model: every interleaving of a small one, and thousands of random larger ones.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEACTIVATIONS, PROMISED_DEACTIVATIONS, type Verdict, violations } from './counts.ts';
import { DEFECTS, type Defect, type Hop, ModelRace } from './model.ts';

/** One deactivation (write, answer) and two verifications (begin, read, answer): 8! / (2! 3! 3!). */
const STEPS = [2, 3, 3] as const;
const INTERLEAVINGS = 560;
const KEYS_PER_RUN = 8;
const RUNS = (DEACTIVATIONS.model - INTERLEAVINGS) / KEYS_PER_RUN;

/** Every order of steps, as a list of whose turn it is. */
function* interleavings(left: readonly number[]): Generator<number[]> {
  if (left.every((count) => count === 0)) yield [];
  for (const [actor, count] of left.entries()) {
    if (count === 0) continue;
    for (const rest of interleavings(left.with(actor, count - 1))) yield [actor, ...rest];
  }
}

const settled = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

/** Lets the actors go on one hop at a time, in this order and then in any, and tells how the verifications ended. */
async function play(order: readonly number[], defect: Defect | null): Promise<Verdict[]> {
  const race = new ModelRace(defect);
  const waiting: (() => void)[][] = STEPS.map(() => []);
  const hopOf =
    (actor: number): Hop =>
    () =>
      new Promise<void>((resolve) => waiting[actor]?.push(resolve));
  const verify = async (hop: Hop): Promise<void> => {
    await hop();
    await race.verify(hop);
  };
  const work = [race.deactivate(hopOf(0)), verify(hopOf(1)), verify(hopOf(2))];
  for (const actor of [...order, ...STEPS.keys()]) {
    waiting[actor]?.shift()?.();
    await settled();
  }
  await Promise.all(work);
  return race.verdicts;
}

describe('the race on a model', () => {
  it('is part of a whole of at least 10,000 deactivations', () => {
    const sum = Object.values(DEACTIVATIONS).reduce<number>((total, count) => total + count, 0);
    expect(sum).toBeGreaterThanOrEqual(PROMISED_DEACTIVATIONS);
    expect(Number.isInteger(RUNS)).toBe(true);
  });

  it('lets no verification pass that begins after the acknowledgement, in any interleaving', async () => {
    let deactivations = 0;
    const verdicts: Verdict[] = [];
    for (const order of interleavings(STEPS)) {
      verdicts.push(...(await play(order, null)));
      deactivations++;
    }
    expect(violations(verdicts)).toEqual([]);
    expect(deactivations).toBe(INTERLEAVINGS);
    // The race was one: there were passes before, and refusals on either side of the acknowledgement.
    const kinds = new Set(
      verdicts.map(({ startedAfterAck, passed }) => `${startedAfterAck} ${passed}`),
    );
    expect(kinds).toEqual(new Set(['false true', 'false false', 'true false']));
  });

  it.each(DEFECTS)('would notice a store that %s', async (defect) => {
    const verdicts: Verdict[] = [];
    for (const order of interleavings(STEPS)) verdicts.push(...(await play(order, defect)));
    expect(violations(verdicts).length).toBeGreaterThan(0);
  });

  it('lets none pass either when many keys are deactivated and verified at random', {
    timeout: 60_000,
  }, async () => {
    let deactivations = 0;
    let refusedAfter = 0;
    let passedBefore = 0;
    const run = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const hop: Hop = () => scheduler.schedule(Promise.resolve());
      const races = Array.from({ length: KEYS_PER_RUN }, () => new ModelRace());
      const work = races.flatMap((race) => [
        race.deactivate(hop).then(() => race.verify(hop)),
        ...Array.from({ length: 2 }, () => hop().then(() => race.verify(hop))),
      ]);
      await scheduler.waitFor(Promise.all(work));
      const verdicts = races.flatMap((race) => race.verdicts);
      deactivations += races.length;
      refusedAfter += verdicts.filter(({ startedAfterAck }) => startedAfterAck).length;
      passedBefore += verdicts.filter(({ passed }) => passed).length;
      expect(violations(verdicts)).toEqual([]);
    });
    await fc.assert(run, { numRuns: RUNS });
    expect(deactivations).toBe(DEACTIVATIONS.model - INTERLEAVINGS);
    expect(refusedAfter).toBeGreaterThanOrEqual(deactivations);
    expect(passedBefore).toBeGreaterThan(deactivations / 4);
  });
});
