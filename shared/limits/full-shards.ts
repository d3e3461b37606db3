// What this process knows to be used up in the present window. A row that was full stays full: only refunds free it.
import type { FullShard, PermitRow } from './permit.ts';
import type { Shard } from './shards.ts';
import type { MinuteWindow } from './window.ts';

export type FullShards = {
  /** The rows that may still have a permit, as far as is known. */
  readonly openOf: (
    scopeId: string,
    window: MinuteWindow,
    shards: readonly Shard[],
  ) => readonly Shard[];
  readonly add: (scopeId: string, window: MinuteWindow, full: readonly FullShard[]) => void;
  /** This process gave a permit of the row back. */
  readonly reopen: (row: PermitRow) => void;
};

/** Holds the rows of one window only; another window, earlier or later, begins with nothing. */
export function createFullShards(): FullShards {
  let minute = Number.NaN;
  /** Scope → row → the most permits it was seen to hold. */
  let known = new Map<string, Map<number, number>>();

  const ofWindow = (window: MinuteWindow): typeof known => {
    if (window.minute !== minute) {
      minute = window.minute;
      known = new Map();
    }
    return known;
  };

  return {
    openOf: (scopeId, window, shards) => {
      const full = ofWindow(window).get(scopeId);
      // A limit that was raised has room again in a row that was full before.
      return shards.filter(({ index, capacity }) => (full?.get(index) ?? 0) < capacity);
    },
    add: (scopeId, window, full) => {
      const byScope = ofWindow(window);
      const rows = byScope.get(scopeId) ?? new Map<number, number>();
      for (const { index, capacity } of full)
        rows.set(index, Math.max(capacity, rows.get(index) ?? 0));
      byScope.set(scopeId, rows);
    },
    reopen: ({ scopeId, window, shardIndex }) => {
      ofWindow(window).get(scopeId)?.delete(shardIndex);
    },
  };
}
