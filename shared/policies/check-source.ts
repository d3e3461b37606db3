// Compiles a policy as it is about to be saved: its hash and the dictionaries it is tied to, or every reason against it.

import { eachLimited } from '../kernel/each-limited.ts';
import { type DictionaryId, isDictionaryId } from '../kernel/ids.ts';
import type { Dictionary } from './dictionary.ts';
import { compilePolicy } from './engine/compile.ts';
import type { Refusal } from './engine/config-reader.ts';
import { buildAutomaton } from './engine/dictionary/build-automaton.ts';
import type { DictionaryPins, PolicySource, RuleForm } from './record.ts';
import type { DictionaryStore } from './store.ts';

export type CheckPorts = {
  readonly dictionaries: Pick<DictionaryStore, 'find'>;
  /** Why a webhook's address is refused, as the end of a sentence; null: it is fine. */
  readonly webhookUrlFault: (url: string) => string | null;
};

export type CheckedSource =
  | { readonly kind: 'fine'; readonly hash: string; readonly pins: DictionaryPins }
  /** `param`: the dotted path of a field in the source. */
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

/** All of them are written in one transaction with the policy. */
const MAX_DICTIONARIES = 50;
const CONCURRENCY = 8;

/** Throws when the store of dictionaries cannot be read. */
export async function checkSource(source: PolicySource, ports: CheckPorts): Promise<CheckedSource> {
  const named = [...new Set(source.rules.flatMap(dictionaryOf))];
  const reasons = webhookRefusals(source, ports);
  if (named.length > MAX_DICTIONARIES)
    reasons.push({ param: 'rules', message: `must name at most ${MAX_DICTIONARIES} dictionaries` });
  if (reasons.length > 0) return { kind: 'refused', refusals: reasons };
  const found = new Map<string, Dictionary>();
  await eachLimited(named, CONCURRENCY, async (id) => {
    const dictionary = await ports.dictionaries.find(id);
    if (dictionary !== null) found.set(id, dictionary);
  });
  const result = compilePolicy(source, {
    isWriteTime: true,
    // The terms were judged when they were stored, and only their hash is part of the policy's.
    findDictionary: (id, options) => {
      const dictionary = found.get(id);
      if (dictionary === undefined) return undefined;
      return { hash: dictionary.hash, automaton: buildAutomaton([], options) };
    },
  });
  if (result.kind === 'refused') return result;
  const pins = [...found].map(([id, { hash, chunks }]) => [id, { hash, chunks }]);
  return { kind: 'fine', hash: result.policy.hash, pins: Object.fromEntries(pins) };
}

function dictionaryOf({ rule_type, config }: RuleForm): DictionaryId[] {
  const id = config['dictionary_id'];
  return rule_type === 'aho_corasick' && typeof id === 'string' && isDictionaryId(id) ? [id] : [];
}

const webhookRefusals = ({ rules }: PolicySource, { webhookUrlFault }: CheckPorts): Refusal[] =>
  rules.flatMap(({ rule_type, config }, index) => {
    const { url } = config;
    const fault = rule_type === 'webhook' && typeof url === 'string' ? webhookUrlFault(url) : null;
    return fault === null ? [] : [{ param: `rules.${index}.config.url`, message: fault }];
  });
