// The regex engine against re2js. DIFFERENTIAL_CASES sets how many patterns are tried.
import { expect, test } from 'vitest';
import { matchesOfRe2, patternCases } from './pattern-cases.ts';
import { engineOf, matchesIn } from './scan.ts';
import { VECTORS } from './vectors.ts';

const CASES = Number(process.env['DIFFERENTIAL_CASES'] ?? 2_000);

test.each(VECTORS)('as re2js: %s (%s) on %j', (pattern, flags, text) => {
  const [ours = []] = matchesIn(engineOf([pattern], flags), text);
  expect(ours).toEqual(matchesOfRe2(pattern, flags, text));
});

test('generated patterns match what re2js matches', { timeout: 600_000 }, () => {
  const { compared, matched, problems } = patternCases(CASES, 1);
  expect(problems).toEqual([]);
  expect(compared).toBe(CASES);
  expect(matched).toBeGreaterThan(CASES / 5);
});
