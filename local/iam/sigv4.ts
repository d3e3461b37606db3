// Verifies AWS Signature Version 4 by signing the same request again and comparing the signatures.
import { type BinaryLike, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { Identity, IdentityBook } from './identity.ts';
import { type ClaimedSignature, readClaim } from './sigv4-claim.ts';

export type SignedRequest = {
  readonly method: string;
  /** As it stood on the request line, before the `?`. */
  readonly rawPath: string;
  /** As it stood on the request line, after the `?`; empty when there was none. */
  readonly rawQuery: string;
  /** Every header line in order, names in any case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
};

export type SignatureCheck =
  | { readonly kind: 'verified'; readonly identity: Identity }
  /** Nothing that looks like a signature. */
  | { readonly kind: 'missing' }
  /** `reason` is for the person who reads the local log, not for the caller. */
  | { readonly kind: 'invalid'; readonly reason: string };

export type SignatureRules = {
  readonly identities: IdentityBook;
  readonly region: string;
  readonly service: string;
  readonly clock: Clock;
  /** A signature made longer ago or ahead than this is refused: API Gateway allows 5 minutes, the stores 15. */
  readonly maxSkewMs: number;
};

const invalid = (reason: string): SignatureCheck => ({ kind: 'invalid', reason });

/** Never throws for what a caller sends. */
export async function verifySignature(
  request: SignedRequest,
  rules: SignatureRules,
): Promise<SignatureCheck> {
  const headers = foldHeaders(request.headers);
  const authorization = headers['authorization'];
  if (authorization === undefined) return { kind: 'missing' };
  const claim = readClaim(authorization, headers);
  if (typeof claim === 'string') return invalid(claim);
  const identity = rules.identities.get(claim.accessKeyId);
  if (identity === undefined) return invalid('unknown access key');
  const objection = objectionTo(claim, identity, headers, request, rules);
  if (objection !== null) return invalid(objection);
  const expected = await signAgain(request, claim, identity, headers);
  if (expected === null) return invalid('the query string is not decodable');
  return sameText(expected, claim.signature)
    ? { kind: 'verified', identity }
    : invalid('the signature does not match');
}

function objectionTo(
  claim: ClaimedSignature,
  identity: Identity,
  headers: Readonly<Record<string, string>>,
  request: SignedRequest,
  rules: SignatureRules,
): string | null {
  if (claim.region !== rules.region) return `signed for the Region ${claim.region}`;
  if (claim.service !== rules.service) return `signed for the service ${claim.service}`;
  if (Math.abs(rules.clock() - claim.signedAtMs) > rules.maxSkewMs) return 'signed too long ago';
  if (headers['x-amz-security-token'] !== identity.sessionToken) return 'wrong session token';
  const unsigned = claim.signedHeaders.filter((name) => headers[name] === undefined);
  if (unsigned.length > 0) return `signed headers are missing: ${unsigned.join(', ')}`;
  // An unsigned-payload marker would leave the body open to change; execute-api is not promised to accept one.
  const declared = headers['x-amz-content-sha256'];
  if (declared !== undefined && declared !== sha256Hex(request.body)) return 'wrong body hash';
  return null;
}

/** The signature that the owner of the identity would make; null when the query cannot be decoded. */
async function signAgain(
  request: SignedRequest,
  claim: ClaimedSignature,
  identity: Identity,
  headers: Readonly<Record<string, string>>,
): Promise<string | null> {
  const query = decodeQuery(request.rawQuery);
  if (query === null) return null;
  const signer = new SignatureV4({
    service: claim.service,
    region: claim.region,
    credentials: {
      accessKeyId: identity.accessKeyId,
      secretAccessKey: identity.secretAccessKey,
    },
    sha256: Sha256,
    uriEscapePath: true,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: 'unused.invalid',
      path: request.rawPath,
      query,
      headers: Object.fromEntries(claim.signedHeaders.map((name) => [name, headers[name] ?? ''])),
      body: request.body,
    },
    { signingDate: new Date(claim.signedAtMs), signableHeaders: new Set(claim.signedHeaders) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(signed.headers['authorization'] ?? '')?.[1] ?? null;
}

/** Lower-case names; repeated lines joined by a comma, as the canonical request wants them. */
function foldHeaders(lines: SignedRequest['headers']): Record<string, string> {
  const folded: Record<string, string> = Object.create(null);
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    folded[key] = folded[key] === undefined ? value.trim() : `${folded[key]},${value.trim()}`;
  }
  return folded;
}

function decodeQuery(rawQuery: string): Record<string, string[]> | null {
  const query: Record<string, string[]> = Object.create(null);
  try {
    for (const pair of rawQuery.split('&').filter((part) => part !== '')) {
      const at = pair.indexOf('=');
      const name = decodePart(at < 0 ? pair : pair.slice(0, at));
      query[name] = [...(query[name] ?? []), decodePart(at < 0 ? '' : pair.slice(at + 1))];
    }
    return query;
  } catch {
    return null;
  }
}

const decodePart = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const sameText = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** The hash that the signer asks for: keyed when it is given a secret. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: unknown) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac('sha256', secret as Parameters<typeof createHmac>[1]);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data as BinaryLike);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a hash of the signer is used once');
  }
}
