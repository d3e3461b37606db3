// The headers that pass: from a client to a provider and back, each by name; everything else is dropped.
import type { IncomingHttpHeaders } from 'node:http';
import type { HttpRequest } from './message.ts';

/** Features that a client asks of the provider. Nothing that names an account, an address or a credential. */
const TO_PROVIDER = ['openai-beta', 'anthropic-beta', 'anthropic-version'] as const;

/** Retry advice and timing. The type is ours to say, cookies, CORS and account limits are nobody's business. */
const FROM_PROVIDER = [
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'openai-processing-ms',
] as const;

const VISIBLE = /^[\x20-\x7e]{1,1024}$/;

/** Repeated values are joined. Headers that `Connection` nominates belong to the last hop only (RFC 9110, 7.6.1). */
export function headersToProvider({ headers }: HttpRequest): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of TO_PROVIDER) {
    const value = headers[name]?.join(', ');
    if (value !== undefined && VISIBLE.test(value) && !isNominated(name, headers['connection']))
      result[name] = value;
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
  for (const name of FROM_PROVIDER) {
    const value = headers[name];
    if (typeof value === 'string' && VISIBLE.test(value) && !value.includes(secret))
      result[name] = value;
  }
  return result;
}
