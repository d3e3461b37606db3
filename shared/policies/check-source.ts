// Compiles a policy as it is about to be saved: its hash and the dictionaries it is tied to, or every reason against it.
import type { Clock } from '../kernel/clock.ts';
import { eachLimited } from '../kernel/each-limited.ts';
import { type DictionaryId, isDictionaryId } from '../kernel/ids.ts';
import type { DictionaryAutomaton } from '../matching/dictionary/automaton.ts';
import { buildAutomaton } from '../matching/dictionary/build-automaton.ts';
import { MAX_TERM_LENGTH } from '../matching/dictionary/limits.ts';
import type { TermOptions } from '../matching/dictionary/term-symbols.ts';
import { compilePolicy, MAX_DICTIONARY_STATES, TOO_MANY_TERMS } from '../rules/compile.ts';
import type { ConfigRefusal } from '../rules/config-reader.ts';
import type { DictionaryFinder } from '../rules/detectors.ts';
import type { Dictionary } from './dictionaries/dictionary.ts';
import type { DictionaryPins, PolicySource, RuleForm } from './record.ts';
import type { DictionaryStore } from './store.ts';

export type CheckPorts = {
  readonly dictionaries: Pick<DictionaryStore, 'find' | 'readTerms'>;
  /** Why a webhook's address is refused, as the end of a sentence; null: it is fine. */
  readonly webhookUrlFault: (url: string) => string | null;
  readonly clock: Clock;
};

export type CheckedSource =
  | { readonly kind: 'fine'; readonly hash: string; readonly pins: DictionaryPins }
  /** `param`: the dotted path of a field in the source. */
  | { readonly kind: 'refused'; readonly refusals: readonly ConfigRefusal[] };

/** All of them are written in one transaction with the policy. */
const MAX_DICTIONARIES = 50;
const CONCURRENCY = 8;
/** Further reasons are the same mistake again. */
const MAX_REASONS = 50;
/** What a pattern may cost is found out by exploring it; API Gateway waits for 29 s in all. */
const MAX_CHECK_MS = 15_000;

/** `isNew`: false for rules that were saved like this before. Throws when dictionaries cannot be read. */
export async function checkSource(
  source: PolicySource,
  isNew: (rule: RuleForm) => boolean,
  ports: CheckPorts,
): Promise<CheckedSource> {
  const named = [...new Set(source.rules.flatMap(dictionaryOf))];
  if (named.length > MAX_DICTIONARIES)
    return refused('rules', `must name at most ${MAX_DICTIONARIES} dictionaries`);
  const found = new Map<string, Dictionary>();
  await eachLimited(named, CONCURRENCY, async (id) => {
    const dictionary = await ports.dictionaries.find(id);
    if (dictionary !== null) found.set(id, dictionary);
  });
  // The terms were judged when they were stored, and only their hash is part of the policy's.
  const uses = new Map<string, DictionaryUse>();
  const findDictionary: DictionaryFinder = (id, options) => {
    const dictionary = found.get(id);
    if (dictionary === undefined) return undefined;
    uses.set(`${id} ${optionsKey(options)}`, { dictionary, options });
    return { hash: dictionary.hash, automaton: standIn(options) };
  };
  const refusals = newRuleRefusals(source, isNew, findDictionary, ports);
  if (refusals.length > 0) return { kind: 'refused', refusals };
  const result = compilePolicy(source, { isWriteTime: false, findDictionary });
  if (result.kind === 'refused') return result;
  if (await needsTooMuch(result.policy.dictionaryStates, [...uses.values()], ports))
    return refused('rules', TOO_MANY_TERMS);
  const pins = [...found].map(([id, { hash, chunks }]) => [id, { hash, chunks }]);
  return { kind: 'fine', hash: result.policy.hash, pins: Object.fromEntries(pins) };
}

type DictionaryUse = { readonly dictionary: Dictionary; readonly options: TermOptions };

const optionsKey = ({ wholeWord, caseSensitive }: TermOptions): string =>
  `${wholeWord} ${caseSensitive}`;

/** A term has a state for each letter at most, and one for each of its ends. */
const MAX_STATES_OF_TERM = MAX_TERM_LENGTH + 2;

/**
 * By the measure of whoever loads the policy: `states` are those with stand-ins. Terms are read one dictionary after the
 * other, and only when there are so many that it matters.
 */
async function needsTooMuch(
  states: number,
  uses: readonly DictionaryUse[],
  { dictionaries }: CheckPorts,
): Promise<boolean> {
  const standInStates = new Set(uses.map(({ options }) => standIn(options)))
    .values()
    .reduce((sum, { fail }) => sum + fail.length, 0);
  const own = states - standInStates;
  const terms = uses.reduce((sum, { dictionary }) => sum + dictionary.termCount, 0);
  if (own + terms * MAX_STATES_OF_TERM <= MAX_DICTIONARY_STATES) return false;
  let total = own;
  for (const { dictionary, options } of uses) {
    const stored = await dictionaries.readTerms(dictionary.dictionaryId, dictionary);
    total += buildAutomaton(stored, options).fail.length;
    if (total > MAX_DICTIONARY_STATES) return true;
  }
  return false;
}

const standIns = new Map<string, DictionaryAutomaton>();

/** Of one term, in place of a dictionary's own. */
function standIn(options: TermOptions): DictionaryAutomaton {
  const key = optionsKey(options);
  const automaton = standIns.get(key) ?? buildAutomaton(['term'], options);
  standIns.set(key, automaton);
  return automaton;
}

const refused = (param: string, message: string): CheckedSource => ({
  kind: 'refused',
  refusals: [{ param, message }],
});

function dictionaryOf({ rule_type, config }: RuleForm): DictionaryId[] {
  const id = config['dictionary_id'];
  return rule_type === 'aho_corasick' && typeof id === 'string' && isDictionaryId(id) ? [id] : [];
}

/** Each by itself, because a rule's patterns are examined for their effort once, not again with every change. */
function newRuleRefusals(
  source: PolicySource,
  isNew: (rule: RuleForm) => boolean,
  findDictionary: DictionaryFinder,
  { webhookUrlFault, clock }: CheckPorts,
): ConfigRefusal[] {
  const endMs = clock() + MAX_CHECK_MS;
  const refusals: ConfigRefusal[] = [];
  for (const [index, rule] of source.rules.entries()) {
    if (!isNew(rule)) continue;
    if (refusals.length >= MAX_REASONS) break;
    if (clock() > endMs)
      return [{ param: 'rules', message: 'take too long to check: add them in several steps' }];
    const result = compilePolicy(
      { ...source, rules: [rule] },
      { isWriteTime: true, findDictionary },
    );
    const reasons =
      result.kind === 'refused' ? result.refusals : urlRefusals(rule, webhookUrlFault);
    refusals.push(
      ...reasons.map(({ param, message }) => ({
        param: param.replace(/^rules\.0(?=\.|$)/, `rules.${index}`),
        message,
      })),
    );
  }
  return refusals;
}

function urlRefusals(
  { rule_type, config }: RuleForm,
  faultOf: CheckPorts['webhookUrlFault'],
): ConfigRefusal[] {
  const fault = rule_type === 'webhook' ? faultOf(String(config['url'])) : null;
  return fault === null ? [] : [{ param: 'rules.0.config.url', message: fault }];
}
