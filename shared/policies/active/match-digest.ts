// Hashes of what a rule matched: equal values of a policy have equal ones, and without its key they tell nothing.
import { createHmac } from 'node:crypto';
import type { Digest } from '../../rules/guard/guard-core.ts';
import type { HashKey } from '../hash-key.ts';

/** 128 bits: 22 characters of base64url. */
const HASH_BYTES = 16;

export const matchDigest = (key: HashKey): Digest => {
  const bytes = key.bytes();
  return (matched) =>
    createHmac('sha256', bytes)
      .update(matched)
      .digest()
      .subarray(0, HASH_BYTES)
      .toString('base64url');
};
