// Reads the characters of a JSON string one by one, with the spelling that each had.

const SHORT: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The decoded unit, or null while the escape is not complete. What is no escape stands for itself. */
export function decodeEscape(raw: string): string | null {
  if (raw.length < 2) return null;
  const kind = raw.charAt(1);
  if (kind !== 'u') return SHORT[kind] ?? kind;
  const digits = raw.slice(2);
  if (!/^[0-9A-Fa-f]*$/.test(digits)) return raw.slice(-1);
  return digits.length < 4 ? null : String.fromCharCode(Number.parseInt(digits, 16));
}

/** Text as it stands between the quotes of a JSON string. */
export const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);
