// The rate limit of one call: a permit of the key's limit, then one of the project's, or neither.
import { randomBytes } from 'node:crypto';
import type { ApiError } from '../errors/api-error.ts';
import type { Clock } from '../kernel/clock.ts';
import { createFullShards } from './full-shards.ts';
import { type LimitScope, NONCE_BYTES, type Permit, type PermitStore } from './permit.ts';
import { shardsOf } from './shards.ts';
import { whenStoreDown } from './store-down.ts';
import { type TakePorts, takePermit } from './take-permit.ts';
import { type MinuteWindow, secondsUntilEnd, windowAt } from './window.ts';

export type LimitStatus = {
  readonly perMinute: number;
  /** Null: unknown, because the store did not answer. */
  readonly remaining: number | null;
  /** Epoch seconds. */
  readonly resetsAtSeconds: number;
};

/** Of two limits, `status` tells the one that refused, or the one with less left. */
type RateLimitOutcome =
  /** Nothing limits this call; nothing was read or written. */
  | { readonly kind: 'unlimited' }
  | {
      readonly kind: 'granted';
      readonly status: LimitStatus;
      /** Gives the permits back, for a call that must not count. Again is the same as once. */
      readonly refund: () => Promise<void>;
    }
  | { readonly kind: 'refused'; readonly status: LimitStatus; readonly retryAfterSeconds: number }
  /** The store did not answer. Whether the call may go on is the project's choice. */
  | { readonly kind: 'unknown'; readonly status: LimitStatus; readonly cause: ApiError };

export type RateLimiterPorts = {
  readonly store: PermitStore;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly nonce?: () => Uint8Array;
};

/**
 * Scopes in the order in which they are asked: the key's first, so that a key over its own limit takes nothing
 * from its project. An outage is an outcome.
 */
export type RateLimiter = (scopes: readonly LimitScope[]) => Promise<RateLimitOutcome>;

/** One for a process: it remembers what is used up, so that further refusals cost nothing. */
export function createRateLimiter({ clock, ...ports }: RateLimiterPorts): RateLimiter {
  const full = createFullShards();
  const takePorts = {
    random: Math.random,
    nonce: () => randomBytes(NONCE_BYTES),
    ...ports,
    full,
  };
  return async (scopes) => {
    if (scopes.length === 0) return { kind: 'unlimited' };
    const window = windowAt(clock());
    const usedUp = scopes.find(
      ({ id, perMinute }) => full.openOf(id, window, shardsOf(perMinute)).length === 0,
    );
    return usedUp === undefined
      ? takeAll(scopes, window, clock, takePorts)
      : refused(usedUp, window, clock);
  };
}

async function takeAll(
  scopes: readonly LimitScope[],
  window: MinuteWindow,
  clock: Clock,
  ports: TakePorts,
): Promise<RateLimitOutcome> {
  const permits: Permit[] = [];
  const statuses: LimitStatus[] = [];
  const refund = async (): Promise<void> => {
    await Promise.all(permits.map((permit) => giveBack(permit, ports)));
  };
  for (const scope of scopes) {
    const taken = await takePermit(scope, window, ports);
    if (taken.kind === 'taken') {
      permits.push(taken.permit);
      statuses.push(statusOf(scope, window, taken.remaining));
      continue;
    }
    await refund();
    return taken.kind === 'refused'
      ? refused(scope, window, clock)
      : { kind: 'unknown', status: statusOf(scope, window, null), cause: taken.cause };
  }
  return { kind: 'granted', status: statuses.reduce(tighter), refund };
}

/** Best effort: a permit that cannot be given back counts for a call that was not made, until its window ends. */
async function giveBack(permit: Permit, { store, full }: TakePorts): Promise<void> {
  full.reopen(permit);
  await store.giveBack(permit).catch(whenStoreDown(undefined));
}

const statusOf = (
  { perMinute }: LimitScope,
  { endsAtSeconds }: MinuteWindow,
  remaining: number | null,
): LimitStatus => ({ perMinute, remaining, resetsAtSeconds: endsAtSeconds });

const refused = (scope: LimitScope, window: MinuteWindow, clock: Clock): RateLimitOutcome => ({
  kind: 'refused',
  status: statusOf(scope, window, 0),
  retryAfterSeconds: secondsUntilEnd(window, clock()),
});

function tighter(a: LimitStatus, b: LimitStatus): LimitStatus {
  const difference = (a.remaining ?? 0) - (b.remaining ?? 0);
  return difference < 0 || (difference === 0 && a.perMinute <= b.perMinute) ? a : b;
}
