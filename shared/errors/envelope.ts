// The error envelopes: OpenAI's on every path, Anthropic's on /v1/messages.
import type { ApiError } from './api-error.ts';
import type { ErrorType } from './catalog.ts';

/** Whose wire format a path speaks. */
export type Dialect = 'openai' | 'anthropic';

/** Anthropic's `error.type` for ours. Source: docs.anthropic.com, API errors. */
const ANTHROPIC_TYPE: Readonly<Record<ErrorType, string>> = {
  invalid_request_error: 'invalid_request_error',
  policy_violation: 'invalid_request_error',
  authentication_error: 'authentication_error',
  permission_error: 'permission_error',
  not_found_error: 'not_found_error',
  conflict: 'invalid_request_error',
  validation_error: 'invalid_request_error',
  rate_limit_exceeded: 'rate_limit_error',
  upstream_error: 'api_error',
  internal_error: 'api_error',
  service_unavailable: 'overloaded_error',
};

/** The JSON value of an error. Anthropic's form keeps `param` and `code`, which its clients ignore. */
export function errorEnvelope(error: ApiError, dialect: Dialect, requestId: string): object {
  const { message, param, code, fieldErrors, triggeredRules } = error;
  const violation = {
    ...(fieldErrors.length === 0 ? {} : { errors: fieldErrors }),
    ...(triggeredRules === null ? {} : { triggered_rules: triggeredRules }),
  };
  if (dialect === 'openai')
    return { error: { message, type: error.spec.type, param, code, ...violation } };
  const type = code === 'request_too_large' ? code : ANTHROPIC_TYPE[error.spec.type];
  return {
    type: 'error',
    error: { type, message, param, code, ...violation },
    request_id: requestId,
  };
}

/** The headers that an error adds to its response. */
export function errorHeaders(error: ApiError): Record<string, string> {
  const seconds = error.spec.retryAfterSeconds;
  return {
    ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
    ...(isFinal(error.spec.status) ? { 'x-should-retry': 'false' } : {}),
    ...error.headers,
  };
}

/** Statuses that another time, or somebody else's end, may cure. */
const MAY_PASS = new Set([408, 409, 412, 425, 429]);

/** Agents ask again for minutes in silence, unless they are told that it cannot help. */
const isFinal = (status: number): boolean => status < 500 && !MAY_PASS.has(status);
