// From a key to what is stored of it: a keyed digest, and the id that is derived from the digest.
import { createHmac } from 'node:crypto';
import { base62FromBytes } from '../../kernel/base62.ts';
import type { KeyId } from '../../kernel/ids.ts';
import type { KeySecret } from './grammar.ts';
import type { Pepper } from './pepper.ts';

export const DIGEST_BYTES = 32;
const ID_BYTES = 16;
const ID_CHARACTERS = 22;

/**
 * HMAC-SHA-256(pepper, key). A fast hash is right here: the key has 190 random bits, so there is nothing to
 * guess (OWASP ASVS 5.0, 6.5.2).
 */
export const keyDigest = (pepper: Pepper, key: KeySecret): Buffer =>
  createHmac('sha256', pepper.reveal()).update(key.reveal()).digest();

/** The table's primary key, computed from the digest, so that a lookup needs no index. */
export const keyIdOf = (digest: Uint8Array): KeyId =>
  `key_${base62FromBytes(digest.subarray(0, ID_BYTES), ID_CHARACTERS)}` as KeyId;
