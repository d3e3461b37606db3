// Rule type `aho_corasick`: terms, searched as they stand or as sets of words close to each other.

import type { DictionaryAutomaton } from '../../matching/dictionary/automaton.ts';
import { buildAutomaton } from '../../matching/dictionary/build-automaton.ts';
import { MAX_TERM_LENGTH, termRefusal } from '../../matching/dictionary/limits.ts';
import { UnorderedScanner } from '../../matching/dictionary/unordered-scanner.ts';
import { buildUnordered } from '../../matching/dictionary/unordered-terms.ts';
import type { ConfigReader } from '../config-reader.ts';
import type { Detectors, RuleContext } from '../detectors.ts';
import { dictionaryMatcher, traitsOf } from '../matchers.ts';
import type { CompiledPattern, Matcher } from '../policy.ts';
import { maskOf, readMaskChar, readReplacement } from './mask-config.ts';

/** More terms belong into a stored dictionary. */
const MAX_INLINE_TERMS = 10_000;

export function compileDictionaryRule({ config, rule, findDictionary }: RuleContext): Detectors {
  const mask = maskOf(readReplacement(config), readMaskChar(config));
  // Not where each match may be exempt, or exempt others, by itself.
  const joins = rule.action !== 'allow' && !rule.exemptible;
  const pattern: CompiledPattern = {
    rule,
    mask,
    mode: 'leftmost',
    check: null,
    joins,
    commits: false,
  };
  const options = {
    wholeWord: config.flag('whole_word', true),
    caseSensitive: config.flag('case_sensitive', false),
  };
  const matchMode = config.oneOf('match_mode', ['substring', 'unordered'], 'substring');
  const windowSize = config.integer('window_size', { min: 2, max: 50 }, 10);
  const dictionaryId = config.text('dictionary_id', { min: 1, max: 64 });
  const terms = config.texts('terms', MAX_INLINE_TERMS, MAX_TERM_LENGTH);
  for (const [index, term] of terms.entries()) {
    const refusal = termRefusal(term);
    if (refusal !== null) config.refuse(`terms.${index}`, refusal);
  }
  if ((dictionaryId === null) === (terms.length === 0))
    config.refuse('terms', 'give either terms or dictionary_id');
  if (dictionaryId !== null) {
    if (matchMode === 'unordered') config.refuse('match_mode', 'unordered needs inline terms');
    const stored = findDictionary(dictionaryId, options);
    if (stored === undefined) config.refuse('dictionary_id', 'names no dictionary');
    return stored === undefined ? {} : detectorsOf(stored.automaton, pattern);
  }
  if (terms.length === 0) return {};
  if (matchMode === 'substring') return detectorsOf(buildAutomaton(terms, options), pattern);
  return unorderedDetectors(terms, options.caseSensitive, windowSize, pattern, config);
}

const detectorsOf = (automaton: DictionaryAutomaton, pattern: CompiledPattern): Detectors => ({
  matchers: [dictionaryMatcher(automaton, pattern)],
  dictionaries: [automaton],
});

function unorderedDetectors(
  terms: readonly string[],
  caseSensitive: boolean,
  windowSize: number,
  pattern: CompiledPattern,
  config: ConfigReader,
): Detectors {
  const unordered = buildUnordered(terms, caseSensitive, windowSize);
  if (typeof unordered === 'string') {
    config.refuse('terms', unordered);
    return {};
  }
  const traits = traitsOf(pattern.rule);
  const matcher: Matcher = {
    patterns: [pattern],
    createScanner: (maxHoldChars) => new UnorderedScanner(unordered, traits, maxHoldChars),
  };
  return { matchers: [matcher] };
}
