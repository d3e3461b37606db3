// Finds the one credential of a data-plane request: `Authorization: Bearer …` or `x-api-key`, never the URL.

/** Headers as API Gateway gives them: any case, repeated values in a list. */
type MultiValueHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Longer values are refused before anything looks at them. A key has 44 characters. */
const MAX_CREDENTIAL_LENGTH = 256;

/** The scheme is case-insensitive (RFC 9110, 11.1), followed by exactly one space. */
const BEARER = /^bearer ([^\s,"]+)$/i;

const valuesOf = (headers: MultiValueHeaders, name: string): unknown[] =>
  Object.entries(headers).flatMap(([key, values]) =>
    key.toLowerCase() === name ? (Array.isArray(values) ? values : [values]) : [],
  );

/**
 * The presented key, or null when there is none, more than one, or one that is not of the form.
 * Both headers may be present if they say the same.
 */
export function presentedKey(headers: unknown): string | null {
  if (typeof headers !== 'object' || headers === null) return null;
  const authorization = valuesOf(headers as MultiValueHeaders, 'authorization');
  const apiKey = valuesOf(headers as MultiValueHeaders, 'x-api-key');
  if (authorization.length > 1 || apiKey.length > 1) return null;
  const candidates: (string | null)[] = [
    ...authorization.map((value) => (isShort(value) ? (BEARER.exec(value)?.[1] ?? null) : null)),
    ...apiKey.map((value) => (isShort(value) ? value : null)),
  ];
  const [first, second] = candidates;
  if (first === undefined || first === null) return null;
  return second === undefined || second === first ? first : null;
}

const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_CREDENTIAL_LENGTH;
