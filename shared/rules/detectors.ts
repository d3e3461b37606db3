// What a rule contributes to its policy.

import type { DictionaryAutomaton } from '../matching/dictionary/automaton.ts';
import type { TermOptions } from '../matching/dictionary/term-symbols.ts';
import type { Normalizer } from '../matching/views/normalizer.ts';
import type { ConfigReader } from './config-reader.ts';
import type { RegexPattern } from './matchers.ts';
import type { ModelRule } from './model-rules.ts';
import type { CompiledRule, Matcher, WholeTextRule } from './policy.ts';

export type Detectors = {
  readonly patterns?: readonly RegexPattern[];
  readonly matchers?: readonly Matcher[];
  /** Those that the matchers run; rules may share one. */
  readonly dictionaries?: readonly DictionaryAutomaton[];
  readonly normalizers?: readonly Normalizer[];
  readonly wholeText?: readonly WholeTextRule[];
  readonly models?: readonly ModelRule[];
};

/** A stored dictionary, compiled when it was saved. */
type StoredDictionary = {
  /** Of its content: part of the policy's own hash. */
  readonly hash: string;
  readonly automaton: DictionaryAutomaton;
};

/** Finds a stored dictionary as compiled for these options; undefined when there is none. */
export type DictionaryFinder = (id: string, options: TermOptions) => StoredDictionary | undefined;

export type RuleContext = {
  /** The rule's `config`. */
  readonly config: ConfigReader;
  readonly rule: CompiledRule;
  readonly findDictionary: DictionaryFinder;
  /** Patterns come from a user now, and are examined for the effort they may cost. */
  readonly isWriteTime: boolean;
};

/** Refusals go to the context's config; what is returned then is not used. */
export type RuleCompiler = (context: RuleContext) => Detectors;
