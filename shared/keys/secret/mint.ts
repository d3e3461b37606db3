// Makes a new key: the plaintext for its owner, once, and the digest for the table.
import { randomBase62 } from '../../kernel/base62.ts';
import type { KeyId } from '../../kernel/ids.ts';
import { keyDigest, keyIdOf } from './digest.ts';
import { checksumOf, KEY_PREFIX, KeySecret, RANDOM_LENGTH } from './grammar.ts';
import type { PepperRing } from './pepper.ts';

export type MintedKey = {
  readonly secret: KeySecret;
  readonly digest: Buffer;
  readonly keyId: KeyId;
};

/** 190 random bits from a CSPRNG under the ring's current pepper. */
export function mintKey(ring: PepperRing): MintedKey {
  const pepper = ring.byVersion.get(ring.current);
  if (pepper === undefined) throw new Error('the current pepper is missing');
  const body = `${KEY_PREFIX}${ring.current}${randomBase62(RANDOM_LENGTH)}`;
  const secret = new KeySecret(body + checksumOf(body));
  const digest = keyDigest(pepper, secret);
  return { secret, digest, keyId: keyIdOf(digest) };
}
