// Generated patterns on generated texts: what the engine finds, against re2js, an independent port of RE2.
import { RE2JS } from 're2js';
import { print } from '../../rules/expression-oracle.ts';
import { generateExpr, generateText, seeded } from '../../rules/generate.ts';
import { generateAnyText, generatePattern } from './pattern-texts.ts';
import { engineOf, matchesIn } from './scan.ts';

/** Leftmost, of those the longest, not overlapping; null when RE2 refuses the pattern. */
export function matchesOfRe2(pattern: string, flags: string, text: string): number[][] | null {
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

export type PatternRun = {
  readonly compared: number;
  /** Of those compared, how many had matches. */
  readonly matched: number;
  readonly problems: readonly string[];
};

/** Half of them small patterns over three letters, half of everything in the syntax. */
export function patternCases(count: number, firstSeed: number): PatternRun {
  const problems: string[] = [];
  let compared = 0;
  let matched = 0;
  for (let seed = firstSeed; compared < count; seed++) {
    const random = seeded(seed);
    const isSmall = seed % 2 === 0;
    const pattern = isSmall
      ? print(generateExpr(random, 1 + random(4)))
      : generatePattern(random, 2);
    const text = isSmall ? generateText(random, 30) : generateAnyText(random, 40);
    const ours = matchesOfOurs(pattern, text);
    if (typeof ours === 'string') {
      // What can match nothing at all, or never, is refused; RE2 takes it.
      if (!/empty text|never match/.test(ours)) problems.push(`seed ${seed}: ${pattern}: ${ours}`);
      continue;
    }
    compared++;
    if (ours.length > 0) matched++;
    const theirs = JSON.stringify(matchesOfRe2(pattern, '', text));
    if (JSON.stringify(ours) !== theirs)
      problems.push(`seed ${seed}: ${pattern} on ${JSON.stringify(text)}: ${theirs}`);
  }
  return { compared, matched, problems };
}
