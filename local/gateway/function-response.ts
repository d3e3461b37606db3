// Reads what a function hands to API Gateway: the status, headers and body of its HTTP response.

export type ResponseHead = {
  readonly status: number;
  /** Name and value pairs in order, names as the function wrote them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
};

/** Names that API Gateway keeps for itself arrive as `x-amzn-Remapped-…`. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
]);
const DROPPED = new Set(['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** Null when it is not of the form that API Gateway requires, which it answers as a broken integration. */
export function readHead(value: unknown): ResponseHead | null {
  if (typeof value !== 'object' || value === null) return null;
  const { statusCode, headers, multiValueHeaders } = value as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return null;
  const single = headerPairs(headers);
  const multiple = headerPairs(multiValueHeaders);
  if (single === null || multiple === null) return null;
  const repeated = new Set(multiple.map(([name]) => name.toLowerCase()));
  const pairs = [...single.filter(([name]) => !repeated.has(name.toLowerCase())), ...multiple];
  return { status, headers: wireHeaders(pairs) };
}

function headerPairs(value: unknown): [string, string][] | null {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  const pairs = Object.entries(value).flatMap(([name, entry]) =>
    (Array.isArray(entry) ? entry : [entry]).map((item): [string, unknown] => [name, item]),
  );
  const isPlain = ([, entry]: [string, unknown]): boolean =>
    ['string', 'number', 'boolean'].includes(typeof entry);
  return pairs.every(isPlain) ? pairs.map(([name, entry]) => [name, String(entry)]) : null;
}

const wireHeaders = (pairs: readonly [string, string][]): [string, string][] =>
  pairs
    .filter(([name]) => !DROPPED.has(name.toLowerCase()))
    .map(([name, value]) => [
      REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name,
      value,
    ]);

/** A whole buffered response; null when it is malformed. */
export function readBuffered(json: string): { head: ResponseHead; body: Buffer } | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const head = readHead(value);
  if (head === null) return null;
  const { body = '', isBase64Encoded = false } = value as Record<string, unknown>;
  if (body !== null && typeof body !== 'string') return null;
  return { head, body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8') };
}
