// Takes one permit of one scope: tries rows that may have one until a row gives it or all are known to be full.
import { ApiError } from '../errors/api-error.ts';
import type { FullShards } from './full-shards.ts';
import type { LimitScope, Permit, PermitRow, PermitStore, TakeOutcome } from './permit.ts';
import { pickShard, type Shard, shardsOf } from './shards.ts';
import { whenStoreDown } from './store-down.ts';
import type { MinuteWindow } from './window.ts';

export type TakePorts = {
  readonly store: PermitStore;
  readonly full: FullShards;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** A fresh name for a permit. */
  readonly nonce: () => Uint8Array;
};

type Failed = { readonly kind: 'failed'; readonly cause: ApiError };

export type Taken =
  /** `remaining`: exact for limits of up to 100; above, what the row that was met lets expect. */
  | { readonly kind: 'taken'; readonly permit: Permit; readonly remaining: number }
  /** Every row was seen full in this window. */
  | { readonly kind: 'refused' }
  /** The store did not answer. */
  | Failed;

/** Throws for a bug only. Each turn but the last marks a row full, so a row refuses a process at most once a window. */
export async function takePermit(
  { id: scopeId, perMinute }: LimitScope,
  window: MinuteWindow,
  ports: TakePorts,
): Promise<Taken> {
  const { store, full } = ports;
  const shards = shardsOf(perMinute);
  const nonce = ports.nonce();
  for (;;) {
    const open = full.openOf(scopeId, window, shards);
    const shard = pickShard(open, ports.random());
    if (shard === undefined) return { kind: 'refused' };
    const permit: Permit = { scopeId, window, shardIndex: shard.index, nonce };
    const outcome = await takeFrom(permit, shard, store);
    if (outcome.kind === 'failed') return outcome;
    if (outcome.kind === 'taken') {
      if (outcome.held >= shard.capacity) await markFull(permit, shard, shards, ports);
      return { kind: 'taken', permit, remaining: remainingAfter(outcome.held, shard, open) };
    }
    full.add(scopeId, window, [shard]);
    // With a hundred rows, asking each would take long: others have noted what they found full.
    if (shards.length > 1) full.add(scopeId, window, await notedFull(permit, store));
  }
}

async function takeFrom(
  permit: Permit,
  { capacity }: Shard,
  store: PermitStore,
): Promise<TakeOutcome | Failed> {
  try {
    return await store.take(permit, capacity);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    // It may have been written all the same, and nobody will use it.
    await store.giveBack(permit).catch(whenStoreDown(undefined));
    return { kind: 'failed', cause };
  }
}

/** Whoever takes a row's last permit says so: to this process, and if there are more rows, to the others. */
async function markFull(
  row: PermitRow,
  shard: Shard,
  shards: readonly Shard[],
  { store, full }: TakePorts,
): Promise<void> {
  full.add(row.scopeId, row.window, [shard]);
  // A lost note costs other processes one refused write each: no reason to fail a call that has its permit.
  if (shards.length > 1) await store.noteFull(row, shard.capacity).catch(whenStoreDown(undefined));
}

/** Without the notes every row is asked, which is slower and no less exact. */
const notedFull = ({ scopeId, window }: PermitRow, store: PermitStore): Promise<readonly Shard[]> =>
  store.fullShards(scopeId, window).catch(whenStoreDown([]));

function remainingAfter(held: number, shard: Shard, open: readonly Shard[]): number {
  const free = Math.max(0, shard.capacity - held);
  const elsewhere = open
    .filter(({ index }) => index !== shard.index)
    .reduce((sum, { capacity }) => sum + capacity, 0);
  return free + Math.floor((elsewhere * free) / shard.capacity);
}
