// Keeps the provider's token out of what the provider says: some echo it in their errors.
import type { ProviderToken } from './provider-token.ts';

const REPLACEMENT = '[redacted]';

/** The same bytes when the token is not among them, neither plain nor with the escapes that JSON needs. */
export function redact(bytes: Buffer, token: ProviderToken): Buffer {
  const plain = token.reveal();
  const escaped = escapedForm(token);
  const shown = without(bytes, plain);
  return escaped === plain ? shown : without(shown, escaped);
}

function without(bytes: Buffer, spelled: string): Buffer {
  if (!bytes.includes(spelled, 0, 'latin1')) return bytes;
  return Buffer.from(bytes.toString('latin1').replaceAll(spelled, REPLACEMENT), 'latin1');
}

const escapedForm = (token: ProviderToken): string => JSON.stringify(token.reveal()).slice(1, -1);

/**
 * For a whole JSON text, where the token may be spelled with escapes (`\u0073k-…`, `\/`). The same bytes when it is
 * not there; null when the bytes are not JSON.
 */
export function redactJson(bytes: Buffer, token: ProviderToken): Buffer | null {
  const text = canonicalJson(bytes);
  if (text === null) return null;
  const escaped = escapedForm(token);
  return text.includes(escaped) ? Buffer.from(text.replaceAll(escaped, REPLACEMENT)) : bytes;
}

function canonicalJson(bytes: Buffer): string | null {
  try {
    return JSON.stringify(JSON.parse(bytes.toString('utf8')));
  } catch {
    return null;
  }
}
