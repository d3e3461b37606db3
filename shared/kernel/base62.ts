// Base62 with the alphabet 0-9A-Za-z, fixed width, zero-padded.
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = 62;
const BASE_BIG = 62n;

/** A CSPRNG byte below this is unbiased modulo 62 (4 × 62); larger ones are drawn again. */
const REJECT_FROM = 248;

/** Encodes a non-negative safe integer. Throws RangeError when it does not fit the width. */
export function base62FromNumber(value: number, width: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < width; i++) {
    text = ALPHABET.charAt(rest % BASE) + text;
    rest = Math.floor(rest / BASE);
  }
  if (rest !== 0) throw new RangeError('value does not fit the width');
  return text;
}

/** Encodes bytes, big-endian. Throws RangeError when they do not fit the width. */
export function base62FromBytes(bytes: Uint8Array, width: number): string {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
  let text = '';
  for (let i = 0; i < width; i++) {
    text = ALPHABET.charAt(Number(rest % BASE_BIG)) + text;
    rest /= BASE_BIG;
  }
  if (rest !== 0n) throw new RangeError('value does not fit the width');
  return text;
}

/** `length` uniformly distributed characters from a CSPRNG (rejection sampling). */
export function randomBase62(
  length: number,
  draw: (size: number) => Uint8Array = randomBytes,
): string {
  let text = '';
  while (text.length < length) {
    for (const byte of draw(length - text.length + 8)) {
      if (byte < REJECT_FROM && text.length < length) text += ALPHABET.charAt(byte % BASE);
    }
  }
  return text;
}
