// The grammar of keys: one spelling, and every mistake refused without a lookup.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEY_LENGTH, parseKey } from '../../../../shared/keys/secret/grammar.ts';
import { mintKey } from '../../../../shared/keys/secret/mint.ts';
import { testRing } from '../../../support/keys.ts';

const mint = (): string => mintKey(testRing).secret.reveal();
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-+= \u0412';

const keyAndPosition = fc.tuple(fc.constant(null).map(mint), fc.nat(KEY_LENGTH - 1));

describe('a key', () => {
  it('has 44 ASCII characters and begins with clai_ and the version', () => {
    const key = mint();
    expect(key).toMatch(/^clai_1[0-9A-Za-z]{38}$/);
    expect(parseKey(key)?.reveal()).toBe(key);
    expect(parseKey(key)?.version).toBe('1');
  });

  it('shows its first nine and last three characters as its mask', () => {
    const key = mint();
    expect(parseKey(key)?.mask).toBe(`${key.slice(0, 9)}...${key.slice(41)}`);
  });

  it('is refused after any replacement of one character', () => {
    fc.assert(
      fc.property(keyAndPosition, fc.constantFrom(...ALPHABET), ([key, at], character) => {
        fc.pre(key[at] !== character);
        expect(parseKey(key.slice(0, at) + character + key.slice(at + 1))).toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });

  it('is refused after any deletion or insertion of one character', () => {
    fc.assert(
      fc.property(keyAndPosition, fc.constantFrom(...ALPHABET), ([key, at], character) => {
        expect(parseKey(key.slice(0, at) + key.slice(at + 1))).toBeNull();
        expect(parseKey(key.slice(0, at) + character + key.slice(at))).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is refused after any swap of two different neighbours', () => {
    fc.assert(
      fc.property(keyAndPosition, ([key, at]) => {
        const [a = '', b = ''] = [key[at], key[at + 1]];
        fc.pre(a !== b && b !== '');
        expect(parseKey(key.slice(0, at) + b + a + key.slice(at + 2))).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<[string, (key: string) => string]>([
    ['lower-cased', (key) => key.toLowerCase()],
    ['upper-cased', (key) => key.toUpperCase()],
    ['with a Cyrillic letter', (key) => `${key.slice(0, 10)}\u0412${key.slice(11)}`],
    ['with a full-width prefix', (key) => `\uff43\uff4c\uff41\uff49_${key.slice(5)}`],
    ['with a zero-width space before it', (key) => `\u200b${key}`],
    ['with a byte order mark before it', (key) => `\ufeff${key}`],
    ['with a space before it', (key) => ` ${key}`],
    ['with a newline after it', (key) => `${key}\n`],
    ['doubled', (key) => key + key],
    ['joined to another by a comma', (key) => `${key},${mint()}`],
    ['in quotes', (key) => `"${key}"`],
    ['percent-encoded', (key) => `%63${key.slice(1)}`],
    ['without its prefix', (key) => key.slice(5)],
    ['empty', () => ''],
  ])('is refused %s', (_name, change) => {
    expect(parseKey(change(mint()))).toBeNull();
  });

  it('is refused when it is its own id, mask or digest', () => {
    const { secret, keyId, digest } = mintKey(testRing);
    for (const text of [keyId, secret.mask, digest.toString('hex'), digest.toString('base64url')])
      expect(parseKey(text)).toBeNull();
  });
});
