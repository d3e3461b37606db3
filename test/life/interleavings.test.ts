// Every order in which operators' calls can meet at the tables, with lost answers and crashes in between.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAdminSystem } from '../support/use-admin.ts';
import { type Exploration, exploreAll, play } from './explorer.ts';
import { type Act, keyScene } from './scene.ts';

const admin = useAdminSystem();
/** A long run for whoever changes the ledger: LIFE_RUNS=2000. */
const RUNS = Number(process.env['LIFE_RUNS'] ?? 12);

let start = 0;
beforeEach(() => {
  start = admin.time.nowMs;
});

const exploration = (acts: readonly Act[], maxFaults: number): Exploration => ({
  url: admin.dynamo.url,
  maxFaults,
  scene: () => {
    admin.time.nowMs = start;
    return keyScene(admin, acts);
  },
});

describe('two operators', () => {
  it.each<[Act, Act]>([
    ['rotate', 'deactivate'],
    ['rotate at once', 'deactivate'],
    ['deactivate', 'rename'],
    ['deactivate', 'deactivate'],
    ['rotate', 'a minute'],
  ])('%s and %s: every order leaves what it should', { timeout: 60_000 }, async (...acts) => {
    expect(await exploreAll(exploration(acts, 0))).toBeGreaterThan(1);
  });
});

describe('an operator whose answers get lost, or whose process ends', () => {
  it.each<[Act]>([
    ['rotate'],
    ['rotate at once'],
    ['deactivate'],
  ])('%s: every fate of every write leaves what it should', { timeout: 60_000 }, async (act) => {
    expect(await exploreAll(exploration([act], 1))).toBeGreaterThanOrEqual(5);
  });
});

describe('three operators, with up to two faults', () => {
  const acts: Act[] = ['rotate', 'rotate at once', 'deactivate', 'rename', 'shorten', 'a minute'];

  it('leave what they should in any order', { timeout: 600_000 }, async () => {
    const company = fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 3 });
    const choices = fc.infiniteStream(fc.nat(1_000));
    await fc.assert(
      fc.asyncProperty(company, choices, async (actors, stream) => {
        await play(exploration(actors, 2), (count) => Number(stream.next().value) % count);
      }),
      { numRuns: RUNS },
    );
  });
});
