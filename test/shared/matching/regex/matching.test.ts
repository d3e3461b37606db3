// Which text a pattern matches: tables in the manner of RE2's tests, and generated patterns against derivatives.
import { describe, expect, test } from 'vitest';
import { type Expr, leftmostLongest, print, Runner } from '../../rules/expression-oracle.ts';
import { generateExpr, generateText, seeded } from '../../rules/generate.ts';
import { engineOf, matchesIn } from './scan.ts';
import { VECTORS } from './vectors.ts';

describe('matching', () => {
  test.each(VECTORS)('%s (%s) on %j', (pattern, flags, text, expected) => {
    const engine = engineOf([pattern], flags);
    for (const size of [1, 2, 3, text.length]) {
      const [matches = []] = matchesIn(engine, text, isCuttable(text) ? size : text.length);
      expect(matches.map(([start, end]) => text.slice(start, end))).toEqual(expected);
    }
  });

  test('\\u0042 is a character too, which RE2 does not know', () => {
    expect(matchesIn(engineOf(['a\\u0042']), 'aB')).toEqual([[[0, 2]]]);
  });

  test('all patterns in one automaton find what each finds alone', () => {
    const patterns = VECTORS.filter(([, flags, , found]) => flags === '' && found.length > 0).map(
      ([pattern]) => pattern,
    );
    const text = VECTORS.map(([, , each]) => each).join(' | ');
    const together = matchesIn(engineOf(patterns), text);
    for (const [index, pattern] of patterns.entries())
      expect(together[index], pattern).toEqual(matchesIn(engineOf([pattern]), text)[0]);
  });
});

describe('generated patterns against derivatives', () => {
  test('spans are the leftmost, of those the longest, not overlapping', () => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const random = seeded(seed);
      const exprs: Expr[] = Array.from({ length: 1 + random(3) }, () =>
        generateExpr(random, 1 + random(4)),
      );
      const engine = tryEngine(exprs.map(print));
      if (engine === null) continue;
      const text = generateText(random, 24);
      const expected = exprs.map((expr) =>
        leftmostLongest(new Runner(expr), text).map((span) => [...span]),
      );
      expect(matchesIn(engine, text, 1 + random(8)), `seed ${seed}`).toEqual(expected);
    }
  });

  test('direct simulation finds the same as the automaton', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seeded(seed);
      const patterns = Array.from({ length: 2 }, () => print(generateExpr(random, 1 + random(4))));
      const engine = tryEngine(patterns);
      if (engine === null) continue;
      const text = generateText(random, 40);
      const byAutomaton = matchesIn(engine, text, 7);
      engine.directChars = 20;
      expect(matchesIn(engine, text, 7), `seed ${seed}`).toEqual(byAutomaton);
    }
  });
});

function tryEngine(patterns: readonly string[]) {
  try {
    return engineOf(patterns);
  } catch {
    return null;
  }
}

/** The scanner is never given half of a surrogate pair. */
const isCuttable = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
