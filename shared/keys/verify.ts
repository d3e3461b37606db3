// Verifies a presented key: grammar, digest, one lookup, status, expiry. The outcome is a value.
import { timingSafeEqual } from 'node:crypto';
import type { Principal } from '../contracts/principal.ts';
import { type Clock, epochSeconds } from '../kernel/clock.ts';
import type { KeyId } from '../kernel/ids.ts';
import { type KeyRow, readKeyRow } from './row.ts';
import { DIGEST_BYTES, keyDigest, keyIdOf } from './secret/digest.ts';
import { parseKey } from './secret/grammar.ts';
import type { Pepper } from './secret/pepper.ts';

export type Verification =
  | { readonly kind: 'active'; readonly principal: Principal }
  /** Not a key of ours: refused without a read. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'deactivated'; readonly keyId: KeyId }
  | { readonly kind: 'expired'; readonly keyId: KeyId }
  /** The row exists but cannot be trusted: refused, and somebody has to look. */
  | { readonly kind: 'corrupt'; readonly keyId: KeyId; readonly field: string };

export type VerifyPorts = {
  /** Null: no pepper of this version. Throws when the peppers cannot be read. */
  readonly pepper: (version: string) => Promise<Pepper | null>;
  /** Strongly consistent. Throws when the store cannot be read: that is never an answer about the key. */
  readonly findKey: (keyId: KeyId) => Promise<KeyRow | null>;
  readonly clock: Clock;
};

/** Never throws for what a caller sends; throws when our own store or secret fails. */
export async function verifyKey(text: string | null, ports: VerifyPorts): Promise<Verification> {
  const key = text === null ? null : parseKey(text);
  if (key === null) return { kind: 'malformed' };
  const pepper = await ports.pepper(key.version);
  if (pepper === null) return { kind: 'malformed' };

  const digest = keyDigest(pepper, key);
  const keyId = keyIdOf(digest);
  const row = await ports.findKey(keyId);
  if (row === null) return { kind: 'unknown' };

  const read = readKeyRow(row);
  if (read.kind === 'corrupt') return { kind: 'corrupt', keyId, field: read.field };
  if (read.digest.length !== DIGEST_BYTES) return { kind: 'corrupt', keyId, field: 'digest' };
  if (!timingSafeEqual(read.digest, digest)) return { kind: 'corrupt', keyId, field: 'digest' };
  if (read.status === 'deactivated') return { kind: 'deactivated', keyId };
  const { expiresAtSeconds } = read.principal;
  if (expiresAtSeconds !== null && epochSeconds(ports.clock) >= expiresAtSeconds)
    return { kind: 'expired', keyId };
  return {
    kind: 'active',
    principal: { ...read.principal, keyId, lineage: read.lineage ?? keyId },
  };
}
