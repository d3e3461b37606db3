// Keeps the provider's token out of what the provider says: some echo it in their errors.
import type { ProviderToken } from './provider-token.ts';

const REPLACEMENT = '[redacted]';

/** The same bytes when the token is not among them, neither plain nor with escapes of JSON. */
export function redact(bytes: Buffer, token: ProviderToken): Buffer {
  const plain = token.reveal();
  const { hints, pattern } = spellingsOf(token);
  if (![plain, ...hints].some((hint) => bytes.includes(hint, 0, 'latin1'))) return bytes;
  const text = bytes.toString('latin1');
  const shown = text.replaceAll(plain, REPLACEMENT).replace(pattern, REPLACEMENT);
  return shown === text ? bytes : Buffer.from(shown, 'latin1');
}

/** The same for a whole JSON text; null when the bytes are not JSON. */
export function redactJson(bytes: Buffer, token: ProviderToken): Buffer | null {
  try {
    JSON.parse(bytes.toString('utf8'));
    return redact(bytes, token);
  } catch {
    return null;
  }
}

type Spellings = {
  /** Without one of these in them, bytes have no escape that the token could be spelled with. */
  readonly hints: readonly string[];
  /** The token with any of its characters escaped. */
  readonly pattern: RegExp;
};

const known = new WeakMap<ProviderToken, Spellings>();

function spellingsOf(token: ProviderToken): Spellings {
  const before = known.get(token);
  if (before !== undefined) return before;
  const characters = [...token.reveal()];
  const short = [...new Set(characters)].filter(hasShortEscape).map((each) => `\\${each}`);
  const pattern = new RegExp(characters.map(patternOf).join(''), 'g');
  const spellings = { hints: ['\\u00', ...short], pattern };
  known.set(token, spellings);
  return spellings;
}

const hasShortEscape = (character: string): boolean => '/"\\'.includes(character);

/** For visible ASCII. */
function patternOf(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  const digits = [...code].map((digit) => `[${digit}${digit.toUpperCase()}]`).join('');
  const short = hasShortEscape(character) ? `|\\\\\\x${code}` : '';
  return `(?:\\x${code}|\\\\u00${digits}${short})`;
}
