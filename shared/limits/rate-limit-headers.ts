// A rate limit on the wire: headers of every answer, and the refusal.
import { ApiError } from '../errors/api-error.ts';
import type { LimitStatus } from './limiter.ts';

/** Lower-case names; none when nothing limits the call. What is not known is left out. */
export function rateLimitHeaders(status: LimitStatus | null): Record<string, string> {
  if (status === null) return {};
  const { perMinute, remaining, resetsAtSeconds } = status;
  return {
    'x-ratelimit-limit': String(perMinute),
    ...(remaining === null ? {} : { 'x-ratelimit-remaining': String(remaining) }),
    'x-ratelimit-reset': String(resetsAtSeconds),
  };
}

/** Waiting cures it, so nothing here tells an SDK to stop retrying. */
export const rateLimitExceeded = (
  { perMinute }: LimitStatus,
  retryAfterSeconds: number,
): ApiError =>
  new ApiError('rate_limit_exceeded', {
    message: `Rate limit exceeded. Max ${perMinute} requests per minute. Try again in ${retryAfterSeconds}s.`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
