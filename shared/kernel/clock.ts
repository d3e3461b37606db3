// Time is an input: production passes the system clock, tests pass their own.

/** Milliseconds since the Unix epoch. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** Whole seconds since the Unix epoch, rounded down: the unit of `expiresAt` and of DynamoDB's TTL. */
export const epochSeconds = (clock: Clock): number => Math.floor(clock() / 1000);

/** `2026-11-22T10:00:00.000Z`. */
export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();
