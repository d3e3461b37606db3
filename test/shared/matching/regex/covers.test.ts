// Sequences that end in a repeated set: younger threads are dropped early, and no match is lost by it.
import { describe, expect, it, test } from 'vitest';
import { seeded } from '../../rules/generate.ts';
import { engineOf, matchesIn } from './scan.ts';

/** Of one length each, so that the first match is the longest, too. */
const plainMatches = (pattern: string, text: string): number[][] =>
  [...text.matchAll(new RegExp(pattern, 'g'))].map((found) => [
    found.index,
    found.index + found[0].length,
  ]);

const textsOver = (letters: string, length: number): string[] =>
  length === 0
    ? ['']
    : textsOver(letters, length - 1).flatMap((text) => [...letters].map((each) => text + each));

describe('matches', () => {
  test.each([
    'ab[ab]{2}',
    'ab[abc]{3}',
    'aa[ab]{3}',
    '[ab]{3}',
    'ab[ab]{2}c',
    'ac[ab]{3}',
    'a[ab]b[ab]',
  ])('of %s in every text of eight letters', (pattern) => {
    const engine = engineOf([pattern]);
    for (const text of textsOver('abc', 8))
      expect(matchesIn(engine, text, 3), text).toEqual([plainMatches(pattern, text)]);
  });

  test('of several such patterns at once', () => {
    const patterns = ['ab[ab]{4}', 'ba[abc]{3}', 'a[abc]{6}', 'c[^a]{2}'];
    const engine = engineOf(patterns);
    const random = seeded(1);
    for (let round = 0; round < 2_000; round++) {
      const text = Array.from({ length: 30 }, () => 'abc'.charAt(random(3))).join('');
      expect(matchesIn(engine, text), text).toEqual(
        patterns.map((pattern) => plainMatches(pattern, text)),
      );
    }
  });
});

it('follows one beginning at a time, so the automaton stays as small as the pattern', () => {
  const engine = engineOf(['AIza[0-9A-Za-z_-]{35}']);
  const random = seeded(2);
  const words = ['AIza', 'AIz', 'a', ' '];
  const text = Array.from({ length: 20_000 }, () => words[random(4)]).join('');
  expect(matchesIn(engine, text)).toEqual([plainMatches('AIza[0-9A-Za-z_-]{35}', text)]);
  expect(engine.cache.stateCount).toBeLessThan(100);
  expect(engine.directChars).toBe(0);
});
