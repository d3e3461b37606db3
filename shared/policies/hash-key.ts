// The key of a policy for keyed hashes of what its rules matched: equal values can be told, the values cannot.
import { randomBytes } from 'node:crypto';
import { Secret } from '../kernel/secret.ts';

const KEY_BYTES = 32;

export class HashKey extends Secret {
  /** Throws RangeError for another length than 32 bytes. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== KEY_BYTES) throw new RangeError('a hash key has 32 bytes');
    super(Buffer.from(bytes).toString('base64'), '[hash key]');
  }

  /** What an HMAC takes. */
  bytes(): Uint8Array {
    return Buffer.from(this.reveal(), 'base64');
  }
}

export const newHashKey = (): HashKey => new HashKey(randomBytes(KEY_BYTES));
