// What API Gateway answers by itself, in the product's envelope: one entry for each type of response that it has.
import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ApiError } from '../../shared/errors/api-error.ts';
import { type ErrorCode, errorSpec } from '../../shared/errors/catalog.ts';
import { errorEnvelope, errorHeaders } from '../../shared/errors/envelope.ts';

const types = {
  ACCESS_DENIED: ResponseType.ACCESS_DENIED,
  API_CONFIGURATION_ERROR: ResponseType.API_CONFIGURATION_ERROR,
  AUTHORIZER_CONFIGURATION_ERROR: ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
  AUTHORIZER_FAILURE: ResponseType.AUTHORIZER_FAILURE,
  BAD_REQUEST_BODY: ResponseType.BAD_REQUEST_BODY,
  BAD_REQUEST_PARAMETERS: ResponseType.BAD_REQUEST_PARAMETERS,
  DEFAULT_4XX: ResponseType.DEFAULT_4XX,
  DEFAULT_5XX: ResponseType.DEFAULT_5XX,
  EXPIRED_TOKEN: ResponseType.EXPIRED_TOKEN,
  INTEGRATION_FAILURE: ResponseType.INTEGRATION_FAILURE,
  INTEGRATION_TIMEOUT: ResponseType.INTEGRATION_TIMEOUT,
  INVALID_API_KEY: ResponseType.INVALID_API_KEY,
  INVALID_SIGNATURE: ResponseType.INVALID_SIGNATURE,
  MISSING_AUTHENTICATION_TOKEN: ResponseType.MISSING_AUTHENTICATION_TOKEN,
  QUOTA_EXCEEDED: ResponseType.QUOTA_EXCEEDED,
  REQUEST_TOO_LARGE: ResponseType.REQUEST_TOO_LARGE,
  RESOURCE_NOT_FOUND: ResponseType.RESOURCE_NOT_FOUND,
  THROTTLED: ResponseType.THROTTLED,
  UNAUTHORIZED: ResponseType.UNAUTHORIZED,
  UNSUPPORTED_MEDIA_TYPE: ResponseType.UNSUPPORTED_MEDIA_TYPE,
  WAF_FILTERED: ResponseType.WAF_FILTERED,
} as const;

type GatewayResponseName = keyof typeof types;

/** `denied`: the authorizer's own reason, which travels in its context. */
export type GatewayErrors = Readonly<Record<GatewayResponseName, ErrorCode | 'denied'>>;

/** The same on both planes. Our own trouble is 5xx, and never blamed on the caller's credential. */
const common = {
  API_CONFIGURATION_ERROR: 'internal_error',
  AUTHORIZER_CONFIGURATION_ERROR: 'service_unavailable',
  AUTHORIZER_FAILURE: 'service_unavailable',
  BAD_REQUEST_BODY: 'invalid_request',
  BAD_REQUEST_PARAMETERS: 'invalid_request',
  DEFAULT_5XX: 'internal_error',
  INTEGRATION_FAILURE: 'internal_error',
  QUOTA_EXCEEDED: 'too_many_requests',
  REQUEST_TOO_LARGE: 'request_too_large',
  RESOURCE_NOT_FOUND: 'not_found',
  THROTTLED: 'too_many_requests',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  WAF_FILTERED: 'access_denied',
} as const;

/**
 * A path that no resource matches is MISSING_AUTHENTICATION_TOKEN. With a Bearer credential, as every client sends
 * it, API Gateway tries to read that as an AWS signature first and fails with a signature error or the default one:
 * all of them mean the same here, because every method has the authorizer, which comes before signatures.
 */
export const dataGatewayErrors: GatewayErrors = {
  ...common,
  ACCESS_DENIED: 'denied',
  DEFAULT_4XX: 'not_found',
  EXPIRED_TOKEN: 'not_found',
  INTEGRATION_TIMEOUT: 'upstream_timeout',
  INVALID_API_KEY: 'invalid_api_key',
  INVALID_SIGNATURE: 'not_found',
  MISSING_AUTHENTICATION_TOKEN: 'not_found',
  UNAUTHORIZED: 'invalid_api_key',
};

/** Every path is matched, so whatever is missing or wrong is the signature. No provider waits behind a time-out. */
export const adminGatewayErrors: GatewayErrors = {
  ...common,
  ACCESS_DENIED: 'access_denied',
  DEFAULT_4XX: 'invalid_signature',
  EXPIRED_TOKEN: 'invalid_signature',
  INTEGRATION_TIMEOUT: 'service_unavailable',
  INVALID_API_KEY: 'access_denied',
  INVALID_SIGNATURE: 'invalid_signature',
  MISSING_AUTHENTICATION_TOKEN: 'invalid_signature',
  UNAUTHORIZED: 'invalid_signature',
};

/**
 * Templates substitute `$context` variables and are no program. The authorizer's values are constants of ours that
 * are safe inside a JSON string; `envelope` is empty or the member with which Anthropic's envelope begins.
 */
const DENIED_TEMPLATE =
  '{$context.authorizer.envelope"error":{"message":"$context.authorizer.message","type":"authentication_error",' +
  '"param":null,"code":"$context.authorizer.code"},"request_id":"$context.requestId"}';

export function addGatewayResponses(api: RestApi, errors: GatewayErrors): void {
  for (const [name, code] of Object.entries(errors) as [
    GatewayResponseName,
    ErrorCode | 'denied',
  ][]) {
    const status = code === 'denied' ? 401 : errorSpec(code).status;
    api.addGatewayResponse(name, {
      type: types[name],
      statusCode: String(status),
      responseHeaders: headersOf(code, status),
      templates: { 'application/json': templateOf(code) },
    });
  }
}

const templateOf = (code: ErrorCode | 'denied'): string =>
  code === 'denied'
    ? DENIED_TEMPLATE
    : JSON.stringify(errorEnvelope(new ApiError(code), 'openai', '$context.requestId'));

/** Header values are mapping expressions: `context.…`, or a constant in single quotes. */
function headersOf(code: ErrorCode | 'denied', status: number): Record<string, string> {
  const constants = {
    'Content-Type': 'application/json',
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {}),
    ...errorHeaders(new ApiError(code === 'denied' ? 'invalid_api_key' : code)),
  };
  const quoted = Object.entries(constants).map(([name, value]) => [name, `'${value}'`]);
  // `request-id` is where Anthropic's SDKs look.
  const requestId = 'context.requestId';
  return { 'x-request-id': requestId, 'request-id': requestId, ...Object.fromEntries(quoted) };
}
