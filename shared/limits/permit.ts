// A permit for one call, and what the limiter needs of the store of permits.
import type { Shard } from './shards.ts';
import type { MinuteWindow } from './window.ts';

/** What a limit applies to. Keys of one lineage share their scope, so that a rotation does not double a limit. */
export type LimitScope = {
  /** Project id, or the id of a key's lineage: unlike each other, and never used again. */
  readonly id: string;
  /** Requests per window, 1 to 10,000. */
  readonly perMinute: number;
};

/** The row that a permit is one element of. */
export type PermitRow = {
  readonly scopeId: string;
  readonly window: MinuteWindow;
  readonly shardIndex: number;
};

/** `nonce` names the permit: taking it twice, or giving it back twice, is the same as once. */
export type Permit = PermitRow & { readonly nonce: Uint8Array };

export type TakeOutcome =
  /** `held`: permits that the row holds now, this one included. */
  { readonly kind: 'taken'; readonly held: number } | { readonly kind: 'full' };

/** A row that was seen holding `capacity` permits. */
export type FullShard = Shard;

/**
 * Every method throws ApiError `service_unavailable` when the store cannot answer, and counts once however often
 * it was retried on the way.
 */
export type PermitStore = {
  /** Adds the permit unless its row already holds `capacity` others. */
  readonly take: (permit: Permit, capacity: number) => Promise<TakeOutcome>;
  /** Removes the permit if it is there. Never makes a row. */
  readonly giveBack: (permit: Permit) => Promise<void>;
  /** Tells other processes that a row is full. */
  readonly noteFull: (row: PermitRow, capacity: number) => Promise<void>;
  /** The rows noted as full. A note made a moment ago may be missing. */
  readonly fullShards: (scopeId: string, window: MinuteWindow) => Promise<readonly FullShard[]>;
};

/** 64 random bits: two of a row's 100 permits are equal once in 10^15 full rows. */
export const NONCE_BYTES = 8;
