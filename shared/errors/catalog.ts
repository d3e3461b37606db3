// The one catalogue of wire errors: code → HTTP status, type and the public sentence.

export type ErrorType =
  | 'invalid_request_error'
  | 'policy_violation'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'conflict'
  | 'validation_error'
  | 'rate_limit_exceeded'
  | 'upstream_error'
  | 'internal_error'
  | 'service_unavailable';

export type ErrorSpec = {
  readonly status: number;
  readonly type: ErrorType;
  /** The public sentence. A thrown error may be more precise, with words of ours only. */
  readonly message: string;
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
};

const spec = (
  status: number,
  type: ErrorType,
  message: string,
  retryAfterSeconds?: number,
): ErrorSpec =>
  retryAfterSeconds === undefined
    ? { status, type, message }
    : { status, type, message, retryAfterSeconds };

export const errorCatalog = {
  invalid_json: spec(400, 'invalid_request_error', 'The request body is not valid JSON.'),
  invalid_request: spec(400, 'invalid_request_error', 'The request is malformed.'),
  wrong_endpoint: spec(400, 'invalid_request_error', 'This model is not served by this endpoint.'),
  configuration_error: spec(
    400,
    'invalid_request_error',
    'No provider token is configured for this model.',
  ),
  content_blocked: spec(
    400,
    'policy_violation',
    "The project's policy does not allow this request.",
  ),
  response_blocked: spec(
    400,
    'policy_violation',
    "The project's policy does not allow this answer.",
  ),
  invalid_api_key: spec(
    401,
    'authentication_error',
    'Invalid API key. Send it as "Authorization: Bearer clai_…" or "x-api-key".',
  ),
  expired_api_key: spec(401, 'authentication_error', 'This API key has expired.'),
  deactivated_api_key: spec(401, 'authentication_error', 'This API key has been deactivated.'),
  invalid_report_signature: spec(
    403,
    'permission_error',
    'The signature of this report is missing or wrong.',
  ),
  access_denied: spec(403, 'permission_error', 'The caller is not allowed to do this.'),
  invalid_signature: spec(
    403,
    'permission_error',
    'The request must be signed with AWS Signature Version 4, with valid and unexpired credentials.',
  ),
  project_inactive: spec(403, 'permission_error', 'The project of this API key is not active.'),
  ip_not_allowed: spec(403, 'permission_error', 'This API key may not be used from this address.'),
  model_not_allowed: spec(403, 'permission_error', 'This API key may not use this model.'),
  not_found: spec(404, 'not_found_error', 'Not found.'),
  method_not_allowed: spec(
    405,
    'invalid_request_error',
    'This path does not answer to this method.',
  ),
  key_deactivated: spec(409, 'conflict', 'A deactivated key cannot be changed.'),
  key_expired: spec(409, 'conflict', 'An expired key cannot be rotated.'),
  already_rotated: spec(
    409,
    'conflict',
    'This key has been rotated: it cannot be rotated again, nor be made to last longer.',
  ),
  idempotency_key_reused: spec(
    409,
    'conflict',
    'This Idempotency-Key was used for another request before.',
  ),
  idempotency_key_in_use: spec(
    409,
    'conflict',
    'A request with this Idempotency-Key is being carried out. Retry shortly.',
  ),
  token_limit_reached: spec(
    409,
    'conflict',
    'This scope already holds as many provider tokens as it may.',
  ),
  policy_active: spec(
    409,
    'conflict',
    'A version of this policy is in force in a project. Take it out of force first.',
  ),
  policy_limit_reached: spec(
    409,
    'conflict',
    'There are already as many policies as there may be.',
  ),
  dictionary_in_use: spec(
    409,
    'conflict',
    'Rules of a policy name this dictionary. Change or delete them first.',
  ),
  dictionary_limit_reached: spec(
    409,
    'conflict',
    'There are already as many dictionaries as there may be.',
  ),
  concurrent_change: spec(
    409,
    'conflict',
    'The record was changed by somebody else at the same time. Read it again and retry.',
  ),
  revision_mismatch: spec(
    412,
    'conflict',
    'The record does not have the revision that If-Match names. Read it again.',
  ),
  request_too_large: spec(413, 'invalid_request_error', 'The request body is larger than 5 MB.'),
  unsupported_media_type: spec(
    415,
    'invalid_request_error',
    'Send an unencoded UTF-8 body with "Content-Type: application/json".',
  ),
  validation_error: spec(422, 'validation_error', 'A field has a value that is not allowed.'),
  rate_limit_exceeded: spec(429, 'rate_limit_exceeded', 'Rate limit exceeded.'),
  too_many_requests: spec(
    429,
    'service_unavailable',
    'The gateway is receiving more requests than it is set up for. Try again shortly.',
    1,
  ),
  internal_error: spec(
    500,
    'internal_error',
    'Something went wrong on our side. Quote the request id when you report it.',
  ),
  upstream_error: spec(502, 'upstream_error', 'The provider could not answer this request.'),
  service_unavailable: spec(
    503,
    'service_unavailable',
    'The gateway cannot reach its own storage. The API key is not the cause. Try again.',
    1,
  ),
  upstream_timeout: spec(504, 'upstream_error', 'The provider did not answer in time.'),
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof errorCatalog;

/** The catalogue's entry, widened so that optional fields can be read. */
export const errorSpec = (code: ErrorCode): ErrorSpec => errorCatalog[code];
