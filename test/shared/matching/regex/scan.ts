// Runs patterns over a text directly on the scanner, without views, masks or rules.
import { RegexEngine } from '../../../../shared/matching/regex/engine.ts';
import { parsePattern } from '../../../../shared/matching/regex/parse.ts';
import { buildPositions } from '../../../../shared/matching/regex/positions.ts';
import { buildProgram } from '../../../../shared/matching/regex/program.ts';
import { RegexScanner } from '../../../../shared/matching/regex/regex-scanner.ts';
import type { PatternFlags } from '../../../../shared/matching/regex/syntax.ts';

const flagsOf = (letters: string): PatternFlags => ({
  ignoreCase: letters.includes('i'),
  multiLine: letters.includes('m'),
  dotAll: letters.includes('s'),
});

export function engineOf(patterns: readonly string[], flags = ''): RegexEngine {
  const automata = patterns.map((pattern) => buildPositions(parsePattern(pattern, flagsOf(flags))));
  const traits = { holds: true, exempts: false, leftmostLongest: true };
  return new RegexEngine(
    buildProgram(
      automata,
      patterns.map(() => traits),
    ),
  );
}

/** Matches per pattern: leftmost, longest, not overlapping. */
export function matchesIn(
  engine: RegexEngine,
  text: string,
  pieceSize = text.length,
): number[][][] {
  const found: number[][][] = engine.program.patterns.map(() => []);
  const sink = {
    match: (pattern: number, start: number, end: number): void => {
      const list = found[pattern] ?? [];
      while ((list.at(-1)?.[0] ?? -1) >= start) list.pop();
      list.push([start, end]);
    },
  };
  const scanner = new RegexScanner(engine, Number.POSITIVE_INFINITY);
  const view = { text, base: 0, starts: null, ends: null };
  for (let at = 0; at < text.length; at += Math.max(1, pieceSize))
    scanner.run(view, at, Math.min(text.length, at + Math.max(1, pieceSize)), sink);
  scanner.finish(sink);
  return found;
}
