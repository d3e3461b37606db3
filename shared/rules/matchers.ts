// The matchers of a policy: one automaton for all regular expressions, one for each dictionary.
import type { DictionaryAutomaton } from './dictionary/automaton.ts';
import { DictionaryScanner } from './dictionary/dictionary-scanner.ts';
import type { CompiledPattern, CompiledRule, Matcher } from './policy.ts';
import { RegexEngine } from './regex/engine.ts';
import type { PositionAutomaton } from './regex/positions.ts';
import { buildProgram } from './regex/program.ts';
import { RegexScanner } from './regex/regex-scanner.ts';
import type { ScannerTraits } from './scanner.ts';

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
