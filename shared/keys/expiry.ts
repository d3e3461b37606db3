// Reads `expires_at`: an ISO 8601 time in the future, at most five years ahead.
import { invalidField } from '../http/validate.ts';
import type { Clock } from '../kernel/clock.ts';

const MAX_YEARS = 5;

/**
 * Epoch seconds, rounded down: a key must not outlive the time that was asked for. Null: never expires.
 * Throws ApiError `validation_error`. The schema has checked the text's form.
 */
export function readExpiry(text: string | null, clock: Clock): number | null {
  if (text === null) return null;
  const nowMs = clock();
  const latest = new Date(nowMs);
  latest.setUTCFullYear(latest.getUTCFullYear() + MAX_YEARS);
  const expiresAtMs = Date.parse(text);
  if (Math.floor(expiresAtMs / 1000) <= Math.floor(nowMs / 1000))
    throw invalidField('expires_at', 'must lie in the future.');
  if (expiresAtMs > latest.getTime())
    throw invalidField('expires_at', `must lie at most ${MAX_YEARS} years ahead.`);
  return Math.floor(expiresAtMs / 1000);
}
