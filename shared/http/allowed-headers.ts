// The headers that pass: from a client to a provider and back, each by name; everything else is dropped.
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../errors/api-error.ts';
import type { HttpRequest } from './message.ts';

/**
 * Features that a client asks of the provider, and its own names for a call. Anthropic asks gateways to pass every
 * `anthropic-…`. Nothing passes that names an account, an address or a credential.
 */
const TO_PROVIDER = /^(?:openai-beta|anthropic-[a-z0-9-]+|x-client-request-id|idempotency-key)$/;
const ACCOUNT_OR_CREDENTIAL = /^anthropic-(?:organization-id|.*(?:api-key|auth|token|secret).*)$/;

/** Retry advice, timing, and how much of a limit is left, by which agents pace themselves. */
const FROM_PROVIDER =
  /^(?:retry-after|retry-after-ms|x-should-retry|openai-processing-ms|(?:x|anthropic)-ratelimit-[a-z0-9-]+)$/;
/** Ours, of the key and the project. */
const OUR_LIMITS = /^x-ratelimit-(?:limit|remaining|reset)$/;
/** The provider's own id of a call, for which its support asks; ours has the name `x-request-id`. */
const UPSTREAM_IDS = ['x-request-id', 'request-id'] as const;
export const UPSTREAM_ID = 'x-upstream-request-id';

const VISIBLE = /^[\x20-\x7e]{1,1024}$/;
/** API Gateway takes 10,240 bytes of headers in all. */
const SENDABLE = /^[\x20-\x7e]{0,8192}$/;
const MAX_NAME_OF_CALL = 512;
const NAMES_OF_CALL: ReadonlySet<string> = new Set(['x-client-request-id', 'idempotency-key']);

/**
 * Repeated values are joined. Headers that `Connection` nominates belong to the last hop only (RFC 9110, 7.6.1). A
 * value that cannot be sent is told, because a feature that vanishes is not: throws ApiError `invalid_request`.
 */
export function headersToProvider({ headers }: HttpRequest): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(headers)) {
    if (!TO_PROVIDER.test(name) || ACCOUNT_OR_CREDENTIAL.test(name)) continue;
    if (isNominated(name, headers['connection'])) continue;
    const value = values.join(', ');
    if (!SENDABLE.test(value) || (NAMES_OF_CALL.has(name) && value.length > MAX_NAME_OF_CALL))
      throw new ApiError('invalid_request', {
        message: `The header ${name} is too long, or has characters that are not visible ASCII.`,
        param: name,
      });
    if (value !== '') result[name] = value;
  }
  return result;
}

const isNominated = (name: string, connection: readonly string[] = []): boolean =>
  connection
    .join(',')
    .toLowerCase()
    .split(/\s*,\s*/)
    .includes(name);

/** `secret` never passes, not even inside a value. */
export function headersFromProvider(
  headers: IncomingHttpHeaders,
  secret: string,
): Record<string, string> {
  const result: Record<string, string> = {};
  const isSafe = (value: unknown): value is string =>
    typeof value === 'string' && VISIBLE.test(value) && !value.includes(secret);
  for (const [name, value] of Object.entries(headers))
    if (FROM_PROVIDER.test(name) && !OUR_LIMITS.test(name) && isSafe(value)) result[name] = value;
  const upstreamId = UPSTREAM_IDS.map((name) => headers[name]).find(isSafe);
  if (upstreamId !== undefined) result[UPSTREAM_ID] = upstreamId;
  return result;
}
