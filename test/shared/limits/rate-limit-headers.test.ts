// A rate limit as the wire sees it: headers, the sentence, both envelopes.
import { describe, expect, it } from 'vitest';
import { errorEnvelope, errorHeaders } from '../../../shared/errors/envelope.ts';
import type { LimitStatus } from '../../../shared/limits/limiter.ts';
import { rateLimitExceeded, rateLimitHeaders } from '../../../shared/limits/rate-limit-headers.ts';

const status: LimitStatus = { perMinute: 60, remaining: 41, resetsAtSeconds: 1_790_000_040 };

describe('rateLimitHeaders', () => {
  it('are limit, remaining and the reset in epoch seconds', () => {
    expect(rateLimitHeaders(status)).toEqual({
      'x-ratelimit-limit': '60',
      'x-ratelimit-remaining': '41',
      'x-ratelimit-reset': '1790000040',
    });
  });

  it('are none when nothing limits the call', () => {
    expect(rateLimitHeaders(null)).toEqual({});
  });

  it('leave out what is not known', () => {
    expect(rateLimitHeaders({ ...status, remaining: null })).toEqual({
      'x-ratelimit-limit': '60',
      'x-ratelimit-reset': '1790000040',
    });
  });
});

describe('rateLimitExceeded', () => {
  const error = rateLimitExceeded(status, 12);

  it('is 429 with the limit and when to come back', () => {
    expect(error.spec.status).toBe(429);
    expect(errorEnvelope(error, 'openai', 'req')).toEqual({
      error: {
        message: 'Rate limit exceeded. Max 60 requests per minute. Try again in 12s.',
        type: 'rate_limit_exceeded',
        param: null,
        code: 'rate_limit_exceeded',
      },
    });
  });

  it('is a rate_limit_error in Anthropic’s envelope', () => {
    expect(errorEnvelope(error, 'anthropic', 'req')).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error' },
    });
  });

  it('says how long to wait, and lets SDKs retry', () => {
    expect(errorHeaders(error)).toEqual({ 'retry-after': '12' });
  });
});
