// The bounds of a rate limit, wherever one is set, stored or read.

/** Requests per minute. */
export const MAX_RATE_LIMIT_RPM = 10_000;

export const isRateLimit = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= MAX_RATE_LIMIT_RPM;
