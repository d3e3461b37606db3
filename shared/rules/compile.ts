// Compiles a policy from its JSON form. Entry to the engine, together with evaluate.ts and stream-guard.ts:
//
//   compilePolicy(source)              → CompiledPolicy, or the refusals {param, message} for a 422
//   evaluate(policy, text, direction)  → {text, decision, triggered, …} for a whole text
//   createStreamGuard(plan)            → push(chunk), finish(): what may be released of a stream, exactly
//
// A compiled policy is immutable but for caches, may serve any number of texts and streams at once, and is kept by
// its hash (active/policy-cache.ts). Nothing here does I/O; stored dictionaries and answers of models are handed in.
import { ConfigReader, type ConfigRefusal } from './config-reader.ts';
import { contentHash } from './content-hash.ts';
import type { Detectors, DictionaryFinder } from './detectors.ts';
import { type DirectionPlan, planOf } from './direction-plan.ts';
import type { Direction } from './policy.ts';
import { inOrder, type RuleSource, readRule } from './rule-source.ts';
import { ruleCompilers } from './rules/registry.ts';

/** A streaming policy takes at least 200 rules. */
export const MAX_RULES = 400;
/** Characters and sets in all patterns, repetitions written out. 200 patterns have about 10,000. */
const MAX_POSITIONS = 50_000;
/** About the letters of all terms, without those that they begin with in common. */
export const MAX_DICTIONARY_STATES = 3_000_000;

export type CompiledPolicy = {
  /** SHA-256 of the content, 64 hexadecimal digits. */
  readonly hash: string;
  /** Rules that are enabled. */
  readonly ruleCount: number;
  /** Of all terms, in automatons that are told apart. */
  readonly dictionaryStates: number;
  readonly plans: Readonly<Record<Direction, DirectionPlan>>;
};

export type CompileOptions = {
  /** Examine patterns for the effort they may cost. True when a policy is saved, false when a saved one is loaded. */
  readonly isWriteTime?: boolean;
  readonly findDictionary?: DictionaryFinder;
};

export type CompileResult =
  | { readonly kind: 'compiled'; readonly policy: CompiledPolicy }
  | { readonly kind: 'refused'; readonly refusals: readonly ConfigRefusal[] };

/** `source`: {enforcement_mode?, rules: […]}, the rules by age. */
export function compilePolicy(source: unknown, options: CompileOptions = {}): CompileResult {
  const refusals: ConfigRefusal[] = [];
  const reader = new ConfigReader(source, '', refusals);
  const watches = reader.oneOf('enforcement_mode', ['enforce', 'monitor'], 'enforce') === 'monitor';
  const readers = reader.objects('rules', MAX_RULES);
  const rules = readers.map((each, place) => readRule(each, place, watches));
  const hashes: string[] = [];
  const detectors = inOrder(rules).map((rule) => ({
    rule,
    found: compileRule(rule, options, hashes),
  }));
  const dictionaryStates = refuseTooMuch(
    reader,
    detectors.map(({ found }) => found),
  );
  for (const each of [reader, ...readers, ...rules.map(({ config }) => config)]) each.finish();
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const enabled = detectors.filter(({ rule }) => rule.isEnabled);
  const plans = plansOf(enabled);
  const hash = contentHash(source, hashes);
  const policy = { hash, ruleCount: enabled.length, dictionaryStates, plans };
  return { kind: 'compiled', policy };
}

/** Rules that are switched off are compiled too, so that switching them on cannot fail. */
function compileRule(source: RuleSource, options: CompileOptions, hashes: string[]): Detectors {
  const findDictionary: DictionaryFinder = (id, termOptions) => {
    const stored = options.findDictionary?.(id, termOptions);
    if (stored !== undefined) hashes.push(stored.hash);
    return stored;
  };
  return ruleCompilers[source.ruleType]({
    config: source.config,
    rule: source.rule,
    findDictionary,
    isWriteTime: options.isWriteTime ?? true,
  });
}

/** Each part may be fine, and all of them together too much for the memory of a function. Gives the terms' states. */
function refuseTooMuch(reader: ConfigReader, found: readonly Detectors[]): number {
  const patterns = found.flatMap((each) => each.patterns ?? []);
  const positions = patterns.reduce((sum, { automaton }) => sum + automaton.sets.length, 0);
  const dictionaries = new Set(found.flatMap((each) => each.dictionaries ?? []));
  const states = [...dictionaries].reduce((sum, { fail }) => sum + fail.length, 0);
  if (positions > MAX_POSITIONS)
    reader.refuse('rules', `the patterns need more than ${MAX_POSITIONS} states together`);
  if (states > MAX_DICTIONARY_STATES) reader.refuse('rules', TOO_MANY_TERMS);
  return states;
}

export const TOO_MANY_TERMS = `the terms need more than ${MAX_DICTIONARY_STATES} states together`;

type Enabled = { readonly rule: RuleSource; readonly found: Detectors };

function plansOf(enabled: readonly Enabled[]): CompiledPolicy['plans'] {
  const inbound = enabled.filter(({ rule }) => rule.inbound);
  const outbound = enabled.filter(({ rule }) => rule.outbound);
  const inboundPlan = planOf(inbound.map(({ found }) => found));
  const isSame = inbound.length === enabled.length && outbound.length === enabled.length;
  const outboundPlan = isSame ? inboundPlan : planOf(outbound.map(({ found }) => found));
  return { inbound: inboundPlan, outbound: outboundPlan };
}
