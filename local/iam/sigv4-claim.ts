// Reads what an Authorization header of Signature Version 4 claims, before anything is verified.

export type ClaimedSignature = {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** Lower case, as listed. */
  readonly signedHeaders: readonly string[];
  /** 64 lower-case hex digits. */
  readonly signature: string;
  readonly signedAtMs: number;
};

const SCHEME = 'AWS4-HMAC-SHA256';
const CREDENTIAL = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;
const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** The claim, or why it is none. `headers` have lower-case names. */
export function readClaim(
  authorization: string,
  headers: Readonly<Record<string, string>>,
): ClaimedSignature | string {
  if (!authorization.startsWith(`${SCHEME} `)) return `the scheme is not ${SCHEME}`;
  const parts = readParts(authorization.slice(SCHEME.length + 1));
  const credential = CREDENTIAL.exec(parts['Credential'] ?? '');
  const signature = parts['Signature'] ?? '';
  const signedHeaders = (parts['SignedHeaders'] ?? '').split(';').filter((name) => name !== '');
  if (credential === null) return 'the credential scope is malformed';
  if (!/^[0-9a-f]{64}$/.test(signature)) return 'the signature is malformed';
  if (!signedHeaders.includes('host')) return 'the host is not signed';
  const [, accessKeyId = '', day = '', region = '', service = ''] = credential;
  const amzDate = headers['x-amz-date'] ?? '';
  const signedAtMs = readAmzDate(amzDate);
  if (signedAtMs === null) return 'x-amz-date is missing or malformed';
  if (!amzDate.startsWith(day)) return 'the credential scope is of another day';
  return { accessKeyId, region, service, signedHeaders, signature, signedAtMs };
}

function readParts(text: string): Record<string, string> {
  const entries = text.split(',').map((part): [string, string] => {
    const at = part.indexOf('=');
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  });
  return Object.fromEntries(entries);
}

/** `20261122T101500Z` in epoch milliseconds; null for anything else. */
function readAmzDate(text: string): number | null {
  const match = AMZ_DATE.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(Number) as number[];
  if (year === undefined || month === undefined) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '') === text ? ms : null;
}
