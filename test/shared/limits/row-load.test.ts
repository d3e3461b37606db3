// The load on one row stays far below the 1,000 writes a second that DynamoDB gives a partition key, at any rate of calls.
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import { SHARD_PERMITS, shardsOf } from '../../../shared/limits/shards.ts';
import { heldBy, permitStoreModel } from '../../support/permit-store-model.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0);

/** Every process makes its calls one after another, all processes at once: as Lambda does. */
async function hammer(perMinute: number, processes: number, callsEach: number) {
  const store = permitStoreModel();
  let granted = 0;
  const work = async (): Promise<void> => {
    const limit = createRateLimiter({ store, clock: () => NOW_MS });
    for (let i = 0; i < callsEach; i++) {
      const outcome = await limit([{ id: 'proj_p', perMinute }]);
      if (outcome.kind === 'granted') granted++;
    }
  };
  store.before = () => new Promise((resolve) => setImmediate(resolve));
  await Promise.all(Array.from({ length: processes }, work));
  return { store, granted };
}

const mostWrites = (store: ReturnType<typeof permitStoreModel>): number =>
  Math.max(...store.writes.values());

describe('the rows of a limit', () => {
  it('are each written at most once for every permit and every process, in the whole window', async () => {
    const processes = 50;
    const { store, granted } = await hammer(2_000, processes, 100);
    expect(granted).toBe(2_000);
    expect(heldBy(store, 'proj_p')).toBe(2_000);
    expect(mostWrites(store)).toBeLessThanOrEqual(SHARD_PERMITS + processes);
  });

  it('share the writes of the largest limit evenly', async () => {
    const { store, granted } = await hammer(10_000, 40, 275);
    expect(granted).toBe(10_000);
    expect(store.writes.size).toBe(shardsOf(10_000).length);
    expect(mostWrites(store)).toBeLessThanOrEqual(SHARD_PERMITS + 40);
  });

  it('are found full without asking each: notes spare most of the refused writes', async () => {
    const { store } = await hammer(10_000, 40, 275);
    const refusedWrites = store.calls.take - 10_000;
    // Without notes every process would be refused by each of the 100 rows: 4,000 writes.
    expect(refusedWrites).toBeLessThan(1_500);
  });
});
