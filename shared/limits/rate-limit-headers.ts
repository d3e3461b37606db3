// A rate limit on the wire: headers of every answer, and the refusal.
import { ApiError } from '../errors/api-error.ts';
import type { LimitStatus, RateLimitOutcome } from './limiter.ts';

/** Lower-case names; empty when nothing limits the call. */
export function rateLimitHeaders(outcome: RateLimitOutcome): Record<string, string> {
  if (outcome.kind === 'unlimited') return {};
  const { perMinute, remaining, resetsAtSeconds } = outcome.status;
  return {
    'x-ratelimit-limit': String(perMinute),
    ...(remaining === null ? {} : { 'x-ratelimit-remaining': String(remaining) }),
    'x-ratelimit-reset': String(resetsAtSeconds),
  };
}

/** Waiting cures it, so nothing here tells an SDK to stop retrying. */
export function rateLimitExceeded(
  outcome: Extract<RateLimitOutcome, { readonly kind: 'refused' }>,
): ApiError {
  const { status, retryAfterSeconds } = outcome;
  return new ApiError('rate_limit_exceeded', {
    message: sentence(status, retryAfterSeconds),
    headers: { 'retry-after': String(retryAfterSeconds), ...rateLimitHeaders(outcome) },
  });
}

const sentence = ({ perMinute }: LimitStatus, retryAfterSeconds: number): string =>
  `Rate limit exceeded. Max ${perMinute} requests per minute. Try again in ${retryAfterSeconds}s.`;
