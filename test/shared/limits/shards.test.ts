// The rows of a limit: they add up to it exactly, never shrink when it grows, and share the load.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickShard, SHARD_PERMITS, shardsOf } from '../../../shared/limits/shards.ts';

const limit = fc.integer({ min: 1, max: 10_000 });
const capacityOf = (perMinute: number, index: number): number =>
  shardsOf(perMinute)[index]?.capacity ?? 0;

describe('shardsOf', () => {
  it('adds up to the limit for every limit that can be set', () => {
    for (let perMinute = 1; perMinute <= 10_000; perMinute++) {
      let sum = 0;
      for (const { capacity } of shardsOf(perMinute)) sum += capacity;
      if (sum !== perMinute) expect.fail(`${perMinute} became ${sum}`);
    }
  });

  it('gives every row between 1 and 100 permits', () => {
    fc.assert(
      fc.property(limit, (perMinute) => {
        for (const { capacity } of shardsOf(perMinute)) {
          expect(capacity).toBeGreaterThanOrEqual(1);
          expect(capacity).toBeLessThanOrEqual(SHARD_PERMITS);
        }
      }),
    );
  });

  it('keeps every row within the larger limit when the limit changes', () => {
    fc.assert(
      fc.property(limit, limit, (a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        for (const { index, capacity } of shardsOf(small))
          expect(capacity).toBeLessThanOrEqual(capacityOf(large, index));
      }),
    );
  });

  it('spreads the largest limit over 100 rows', () => {
    expect(shardsOf(10_000)).toHaveLength(100);
  });
});

describe('pickShard', () => {
  it('picks each full-sized row equally often', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 1000; i++) {
      const index = pickShard(shardsOf(1_050), i / 1000)?.index ?? -1;
      counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(counts.values())).toEqual(new Set([100]));
  });

  it('picks the small last row when it alone is open', () => {
    expect(pickShard(shardsOf(1_050).slice(10), 0.999)).toEqual({ index: 10, capacity: 50 });
  });

  it('picks none when none is open', () => {
    expect(pickShard([], 0.5)).toBeUndefined();
  });
});
