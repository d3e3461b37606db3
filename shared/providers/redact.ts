// Keeps the provider's token out of what the provider says: some echo it in their errors.
import type { ProviderToken } from './provider-token.ts';

const REPLACEMENT = '[redacted]';

/** The same bytes when the token is not among them. */
export function redact(bytes: Buffer, token: ProviderToken): Buffer {
  if (!bytes.includes(token.reveal(), 0, 'latin1')) return bytes;
  const text = bytes.toString('latin1').replaceAll(token.reveal(), REPLACEMENT);
  return Buffer.from(text, 'latin1');
}

/**
 * For a whole JSON text, where the token may be spelled with escapes (`\u0073k-…`, `\/`). The same bytes when it is
 * not there; null when the bytes are not JSON.
 */
export function redactJson(bytes: Buffer, token: ProviderToken): Buffer | null {
  const text = canonicalJson(bytes);
  if (text === null) return null;
  const escaped = JSON.stringify(token.reveal()).slice(1, -1);
  return text.includes(escaped) ? Buffer.from(text.replaceAll(escaped, REPLACEMENT)) : bytes;
}

function canonicalJson(bytes: Buffer): string | null {
  try {
    return JSON.stringify(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}
