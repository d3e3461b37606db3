// Client settings for a request path: fail fast, retry briefly, let the caller answer 503.

/**
 * For every AWS client. Throttling, 5xx and connection errors are tried three times in all; `throwOnRequestTimeout`
 * turns the time limit into an error instead of a warning.
 */
export const clientConfig = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
} as const;
