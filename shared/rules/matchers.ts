// The matchers of a policy: one automaton for all regular expressions, one for each dictionary.
import type { DictionaryAutomaton } from '../matching/dictionary/automaton.ts';
import { DictionaryScanner } from '../matching/dictionary/dictionary-scanner.ts';
import { RegexEngine } from '../matching/regex/engine.ts';
import type { PositionAutomaton } from '../matching/regex/positions.ts';
import { buildProgram } from '../matching/regex/program.ts';
import { RegexScanner } from '../matching/regex/regex-scanner.ts';
import type { ScannerTraits } from '../matching/scanner.ts';
import type { CompiledPattern, CompiledRule, Matcher } from './policy.ts';

export type RegexPattern = {
  readonly automaton: PositionAutomaton;
  readonly pattern: CompiledPattern;
};

export function regexMatcher(patterns: readonly RegexPattern[]): Matcher {
  const program = buildProgram(
    patterns.map(({ automaton }) => automaton),
    patterns.map(({ pattern }) => ({
      ...traitsOf(pattern.rule),
      leftmostLongest: pattern.mode !== 'each',
    })),
  );
  const engine = new RegexEngine(program);
  return {
    patterns: patterns.map(({ pattern }) => pattern),
    createScanner: (maxHoldChars) => new RegexScanner(engine, maxHoldChars),
  };
}

export const dictionaryMatcher = (
  automaton: DictionaryAutomaton,
  pattern: CompiledPattern,
): Matcher => ({
  patterns: [pattern],
  createScanner: () => new DictionaryScanner(automaton, traitsOf(pattern.rule)),
});

export const traitsOf = ({ monitoring, action }: CompiledRule): ScannerTraits => ({
  holds: !monitoring && action !== 'allow',
  exempts: !monitoring && action === 'allow',
});
