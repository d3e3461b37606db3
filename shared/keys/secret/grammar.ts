// The grammar of a key: "clai_" version random checksum, 44 ASCII characters, one spelling.
import { crc32 } from 'node:zlib';
import { base62FromNumber } from '../../kernel/base62.ts';
import { Secret } from '../../kernel/secret.ts';

export const KEY_PREFIX = 'clai_';
export const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const CHECKED_LENGTH = KEY_PREFIX.length + 1 + RANDOM_LENGTH;
export const KEY_LENGTH = CHECKED_LENGTH + CHECKSUM_LENGTH;

const SHAPE = /^clai_[0-9A-Za-z]{39}$/;

/** A well-formed key. Prints as its mask: the first 9 characters, `...`, the last 3; 148 bits stay hidden. */
export class KeySecret extends Secret {
  /** One character: format and pepper version. */
  readonly version: string;

  constructor(text: string) {
    super(text, maskOf(text));
    this.version = text.charAt(KEY_PREFIX.length);
  }
}

const maskOf = (text: string): string => `${text.slice(0, 9)}...${text.slice(-3)}`;

/** CRC-32 of the characters before it, base62, zero-padded to 6: a typing mistake is refused without a read. */
export const checksumOf = (body: string): string => base62FromNumber(crc32(body), CHECKSUM_LENGTH);

/** Null for anything but a key in its one spelling. Nothing is trimmed, folded or normalised. */
export function parseKey(text: string): KeySecret | null {
  if (text.length !== KEY_LENGTH || !SHAPE.test(text)) return null;
  const body = text.slice(0, CHECKED_LENGTH);
  return text.slice(CHECKED_LENGTH) === checksumOf(body) ? new KeySecret(text) : null;
}
