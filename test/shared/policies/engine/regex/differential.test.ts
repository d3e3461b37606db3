// The engine against re2js, an independent port of RE2: the same patterns, the same matches. DIFFERENTIAL_CASES sets
// how many patterns are tried.
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { print } from '../expression-oracle.ts';
import { generateExpr, generateText, seeded } from '../generate.ts';
import { generateAnyText, generatePattern } from './pattern-texts.ts';
import { engineOf, matchesIn } from './scan.ts';
import { VECTORS } from './vectors.ts';

const CASES = Number(process.env['DIFFERENTIAL_CASES'] ?? 2_000);

/** Leftmost, of those the longest, not overlapping; null when RE2 refuses the pattern. */
function matchesOfRe2(pattern: string, flags: string, text: string): number[][] | null {
  let options = RE2JS.LONGEST_MATCH;
  if (flags.includes('i')) options |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('m')) options |= RE2JS.MULTILINE;
  if (flags.includes('s')) options |= RE2JS.DOTALL;
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern, options);
  } catch {
    return null;
  }
  const matcher = compiled.matcher(text);
  const matches: number[][] = [];
  while (matcher.find()) matches.push([matcher.start(), matcher.end()]);
  return matches;
}

/** The reason instead, when the engine refuses the pattern. */
function matchesOfOurs(pattern: string, text: string): number[][] | string {
  try {
    return matchesIn(engineOf([pattern]), text)[0] ?? [];
  } catch (error) {
    return error instanceof Error ? error.message : 'refused';
  }
}

describe('against re2js', () => {
  test.each(VECTORS)('%s (%s) on %j', (pattern, flags, text) => {
    const [ours = []] = matchesIn(engineOf([pattern], flags), text);
    expect(ours).toEqual(matchesOfRe2(pattern, flags, text));
  });

  test('small generated patterns', () => {
    for (let seed = 1; seed <= CASES; seed++) {
      const random = seeded(seed);
      const pattern = print(generateExpr(random, 1 + random(4)));
      const text = generateText(random, 30);
      const ours = matchesOfOurs(pattern, text);
      if (typeof ours === 'string') expect(ours, pattern).toMatch(/empty text|never match/);
      else
        expect(ours, `seed ${seed}: ${pattern} on ${text}`).toEqual(
          matchesOfRe2(pattern, '', text),
        );
    }
  });

  test('patterns of everything in the syntax', () => {
    let compared = 0;
    for (let seed = 1; seed <= CASES; seed++) {
      const random = seeded(seed);
      const pattern = generatePattern(random, 2);
      const text = generateAnyText(random, 40);
      const ours = matchesOfOurs(pattern, text);
      const theirs = matchesOfRe2(pattern, '', text);
      if (typeof ours === 'string') expect(ours, pattern).toMatch(/empty text|never match/);
      else expect(ours, `seed ${seed}: ${pattern} on ${JSON.stringify(text)}`).toEqual(theirs);
      if (typeof ours !== 'string' && ours.length > 0) compared++;
    }
    expect(compared).toBeGreaterThan(CASES / 5);
  });
});
