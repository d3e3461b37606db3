// How a limit is spread over rows: row i holds permits 100·i to 100·i + 99 of it.

/**
 * Permits of one row. As many as keep its item within 1 KB, so that taking one costs one write unit, and few
 * enough that a row never comes near the 1,000 writes a second that DynamoDB gives one partition key.
 */
export const SHARD_PERMITS = 100;

export type Shard = {
  readonly index: number;
  /** Permits that this row may hold. */
  readonly capacity: number;
};

/**
 * The rows of a limit (requests per minute), fullest first; their capacities add up to it. A row's capacity never
 * shrinks when the limit grows: so if the limit is changed within a window, no row and therefore no window ever
 * holds more than the larger of the two allows. Even shares would not have this property.
 */
export function shardsOf(perMinute: number): readonly Shard[] {
  const count = Math.ceil(perMinute / SHARD_PERMITS);
  return Array.from({ length: count }, (_, index) => ({
    index,
    capacity: Math.min(SHARD_PERMITS, perMinute - index * SHARD_PERMITS),
  }));
}

/**
 * Any of the full-sized rows, so that load spreads evenly; the smaller last one only when they are used up, so
 * that one look at a row says how much is left of all. `random`: 0 ≤ x < 1. Undefined when there is none.
 */
export function pickShard(open: readonly Shard[], random: number): Shard | undefined {
  const fullSized = open.filter(({ capacity }) => capacity === SHARD_PERMITS);
  const candidates = fullSized.length > 0 ? fullSized : open;
  return candidates[Math.floor(random * candidates.length)];
}
