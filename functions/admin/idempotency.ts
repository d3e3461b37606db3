// Idempotency-Key on creating calls: the first creates, repetitions are answered with what it created.
import { createHash } from 'node:crypto';
import type { Claim, FoundClaim } from '../../shared/aws/audit/claim-store.ts';
import { findClaim } from '../../shared/aws/audit/claim-store.ts';
import type { Table } from '../../shared/aws/dynamo/conditional-write.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { canonicalJson } from '../../shared/kernel/canonical-json.ts';
import type { Clock } from '../../shared/kernel/clock.ts';
import type { PepperRing } from '../../shared/keys/secret/pepper.ts';
import { createTagger, type Tagger } from '../../shared/keys/secret/tagger.ts';
import { type Caller, principalOf } from './caller.ts';

const HEADER = 'idempotency-key';
const FORM = /^[\x21-\x7e]{1,255}$/;

/** Null: none. Throws ApiError `invalid_request`. */
function readIdempotencyKey({ headers }: HttpRequest): string | null {
  const values = headers[HEADER] ?? [];
  const [value = ''] = values;
  if (values.length === 0) return null;
  if (values.length === 1 && FORM.test(value)) return value;
  throw new ApiError('invalid_request', {
    message: 'Idempotency-Key must be given once, with 1 to 255 visible ASCII characters.',
    param: 'Idempotency-Key',
  });
}

export type IdempotencyPorts = {
  readonly claims: Table;
  readonly ring: () => Promise<PepperRing>;
  readonly clock: Clock;
};

/** A call that creates something. `claim` is null when it may be repeated freely. */
export type Creation<T> = {
  readonly create: (claim: Claim | null) => Promise<T>;
  readonly replay: (created: readonly string[]) => Promise<T>;
};

/**
 * Throws ApiError `idempotency_key_reused` for another body, `idempotency_key_in_use` when a call at the same time
 * got through and has left no trace yet, and what the two functions throw.
 */
export async function createOnce<T>(
  request: HttpRequest,
  caller: Caller,
  body: unknown,
  { create, replay }: Creation<T>,
  ports: IdempotencyPorts,
): Promise<{ readonly answer: T; readonly isReplay: boolean }> {
  const key = readIdempotencyKey(request);
  if (key === null) return { answer: await create(null), isReplay: false };
  const tagger = createTagger(await ports.ring(), 'collie idempotency');
  const text = canonicalJson(body);
  const claim: Claim = { claimId: claimIdOf(request, caller, key), bodyTag: tagger.tag(text) };

  const replayed = async (found: FoundClaim) => {
    assertSameBody(found, text, tagger);
    return { answer: await replay(found.created), isReplay: true };
  };
  const earlier = await findClaim(ports.claims, claim.claimId, ports.clock);
  if (earlier !== null) return replayed(earlier);
  try {
    return { answer: await create(claim), isReplay: false };
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'idempotency_key_in_use')) throw error;
    const other = await findClaim(ports.claims, claim.claimId, ports.clock);
    if (other === null) throw error;
    return replayed(other);
  }
}

/** Keys are the caller's own: another caller's, or the same one on another path, is another key. */
const claimIdOf = ({ method, resource, params }: HttpRequest, caller: Caller, key: string) =>
  createHash('sha256')
    .update(
      canonicalJson([caller.accountId, principalOf(caller), method, resource, { ...params }, key]),
    )
    .digest('base64url');

function assertSameBody({ bodyTag }: FoundClaim, text: string, tagger: Tagger): void {
  if (!tagger.isGenuine(text, bodyTag)) throw new ApiError('idempotency_key_reused');
}
