// Which text a pattern matches: tables in the manner of RE2's tests, and generated patterns against derivatives.
import { describe, expect, test } from 'vitest';
import { type Expr, leftmostLongest, print, Runner } from '../expression-oracle.ts';
import { generateExpr, generateText, seeded } from '../generate.ts';
import { engineOf, matchesIn } from './scan.ts';

/** Pattern, flags, text, matches as text. */
const VECTORS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['a', '', 'banana', ['a', 'a', 'a']],
  ['ab|abcd|abc', '', 'abcde', ['abcd']],
  ['a+?', '', 'caaat', ['aaa']],
  ['(?:a|ab)(?:c|bcd)', '', 'abcd', ['abcd']],
  ['x*y', '', 'xxyy', ['xxy', 'y']],
  ['a.c', '', 'a\nc abc', ['abc']],
  ['a.c', 's', 'a\nc', ['a\nc']],
  ['(?s:a.)(?-s:.)', '', 'a\n\n a\nb', ['a\nb']],
  ['^b', '', 'a\nb', []],
  ['^b$', 'm', 'a\nb\nc', ['b']],
  ['(?m)^.', '', 'ab\ncd', ['a', 'c']],
  ['b$', '', 'ab\nb', ['b']],
  ['b\\z', '', 'ab', ['b']],
  ['\\Aab', '', 'abab', ['ab']],
  ['\\bcat\\b', '', 'cat concat cat-cat', ['cat', 'cat', 'cat']],
  ['\\Bat', '', 'at cat', ['at']],
  ['\\bé', '', 'aé é', ['é']],
  ['[a-c]+', '', 'xabcabx', ['abcab']],
  ['[^a-c]+', '', 'abxyc', ['xy']],
  ['[]a]+', '', ']a]b', [']a]']],
  ['[a\\]]+', '', ']a]b', [']a]']],
  ['[^]]+', '', 'a]b', ['a', 'b']],
  ['[a-]+', '', 'a-b', ['a-']],
  ['[\\d\\-x]+', '', '1-x y', ['1-x']],
  ['[[:alpha:]]+', '', 'ab1', ['ab']],
  ['[[:^digit:]]+', '', '1ab2', ['ab']],
  ['[[:word:]]+', '', 'a_1 b', ['a_1', 'b']],
  ['\\d{2,3}', '', '1 12 123 1234', ['12', '123', '123']],
  ['\\d{2,}', '', '1 12 12345', ['12', '12345']],
  ['x{0,2}y', '', 'xxxy', ['xxy']],
  ['x{2}', '', 'xxxxx', ['xx', 'xx']],
  ['a{,2}', '', 'a{,2}', ['a{,2}']],
  ['a{x', '', 'a{x', ['a{x']],
  ['\\w+@\\w+\\.com', '', 'me@x.com, you@y.com', ['me@x.com', 'you@y.com']],
  ['(?i)straße', '', 'STRAßE straße', ['STRAßE', 'straße']],
  ['k', 'i', 'K k \u212a', ['K', 'k', '\u212a']],
  ['(?i:a)b', '', 'Ab AB', ['Ab']],
  ['a(?i)b|c', '', 'aB C', ['aB', 'C']],
  ['[^x]', 'i', 'xXy', ['y']],
  ['\\p{Greek}+', '', 'abc αβγ', ['αβγ']],
  ['\\pL+', '', 'aé1日', ['aé', '日']],
  ['\\p{^L}+', '', 'a12b', ['12']],
  ['\\P{L}+', '', 'a12b', ['12']],
  ['\\p{Lu}', 'i', 'aB', ['a', 'B']],
  ['[\\p{Nd}-]+', '', '1-٣x', ['1-٣']],
  ['\\x41\\x{1F600}\\u0042\\101', '', 'A😀BA', ['A😀BA']],
  ['[😀-😂]+', '', 'a😁😂b', ['😁😂']],
  ['.', '', '😀', ['😀']],
  ['\\Qa.b*\\E+', '', 'a.b** a.b*', ['a.b**', 'a.b*']],
  ['\\t\\n\\r\\f\\v\\a', '', '\t\n\r\f\v\x07', ['\t\n\r\f\v\x07']],
  ['\\.\\*\\(\\)', '', '.*()', ['.*()']],
  ['(?P<name>a)(?<other>b)', '', 'ab', ['ab']],
  ['(a+)+$', '', 'aaab', []],
  ['(a+)+$', '', 'aaa', ['aaa']],
  ['(?:a*)*b', '', 'aab', ['aab']],
  ['(?:a|b|\\b)*c', '', 'abc', ['abc']],
  ['(?:\\b|x){2}y', '', 'y xy xxy', ['y', 'xy', 'xxy']],
  ['a|b.*z', '', 'abaab', ['a', 'a', 'a']],
  ['b.*z|a', '', 'abaabz', ['a', 'baabz']],
  ['\\s+', '', 'a \t\n b', [' \t\n ']],
  ['[^\\s]+', '', 'a bc', ['a', 'bc']],
  ['$\\n^x', 'm', 'a\nx', ['\nx']],
];

describe('matching', () => {
  test.each(VECTORS)('%s (%s) on %j', (pattern, flags, text, expected) => {
    const engine = engineOf([pattern], flags);
    for (const size of [1, 2, 3, text.length]) {
      const [matches = []] = matchesIn(engine, text, isCuttable(text) ? size : text.length);
      expect(matches.map(([start, end]) => text.slice(start, end))).toEqual(expected);
    }
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
    for (let seed = 1; seed <= 3_000; seed++) {
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
    for (let seed = 1; seed <= 500; seed++) {
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
