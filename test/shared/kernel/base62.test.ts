// Base62: fixed width, right alphabet, unbiased draws.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base62FromBytes, base62FromNumber, randomBase62 } from '../../../shared/kernel/base62.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const decode = (text: string): bigint =>
  [...text].reduce((sum, character) => sum * 62n + BigInt(ALPHABET.indexOf(character)), 0n);

describe('base62', () => {
  it('encodes every 32-bit number so that it can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        const text = base62FromNumber(value, 6);
        expect(text).toHaveLength(6);
        expect(decode(text)).toBe(BigInt(value));
      }),
    );
  });

  it('encodes 16 bytes in 22 characters so that they can be read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = base62FromBytes(bytes, 22);
        expect(text).toHaveLength(22);
        expect(decode(text)).toBe(BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
      }),
    );
  });

  it('refuses a value that does not fit', () => {
    expect(() => base62FromNumber(62, 1)).toThrow(RangeError);
    expect(() => base62FromBytes(Uint8Array.of(62), 1)).toThrow(RangeError);
  });

  it('draws again for bytes that would favour some characters', () => {
    const draws = [Uint8Array.of(248, 255, 250), Uint8Array.of(0, 61, 62, 247)];
    expect(randomBase62(4, () => draws.shift() ?? new Uint8Array())).toBe('0z0z');
  });

  it('uses every character about equally often', () => {
    const counts = new Map<string, number>();
    for (const character of randomBase62(62_000))
      counts.set(character, (counts.get(character) ?? 0) + 1);
    expect(counts.size).toBe(62);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    // 61 degrees of freedom: a fair source exceeds 150 once in 10^8 runs; a modulo of plain bytes gives about 900.
    expect(chiSquare).toBeLessThan(150);
  });
});
