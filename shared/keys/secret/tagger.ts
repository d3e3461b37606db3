// Keyed hashes of texts, for purposes other than keys: only who can read the peppers can make or check them.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { PepperRing } from './pepper.ts';

export type Tagger = {
  /** The version of the pepper, a dot, the hash. */
  readonly tag: (text: string) => string;
  /** False also for a tag whose pepper is not in the ring. */
  readonly isGenuine: (text: string, tag: string) => boolean;
};

const BYTES = 32;

/** `purpose` keeps the derived keys (RFC 5869) apart from every other use of the peppers. */
export function createTagger(ring: PepperRing, purpose: string): Tagger {
  const keys = new Map(
    [...ring.byVersion].map(([version, pepper]) => [
      version,
      new Uint8Array(hkdfSync('sha256', pepper.reveal(), '', purpose, BYTES)),
    ]),
  );
  const tagWith = (version: string, text: string): string | null => {
    const key = keys.get(version);
    if (key === undefined) return null;
    return `${version}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  return {
    tag: (text) => {
      const tag = tagWith(ring.current, text);
      if (tag === null) throw new Error('the current pepper is missing');
      return tag;
    },
    isGenuine: (text, tag) => {
      const expected = Buffer.from(tagWith(tag.charAt(0), text) ?? '');
      const given = Buffer.from(tag);
      const isComparable = expected.length > 0 && expected.length === given.length;
      return isComparable && timingSafeEqual(expected, given);
    },
  };
}
