// A saved version of a policy, read and compiled again, is the policy that was saved.
import { expect, test } from 'vitest';
import { buildAutomaton } from '../../../shared/matching/dictionary/build-automaton.ts';
import { newHashKey } from '../../../shared/policies/hash-key.ts';
import type {
  PolicyVersion,
  PolicyVersionReader,
  PolicyVersionRef,
  StoredTerms,
} from '../../../shared/policies/version.ts';
import type { CompiledPolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { policyOf } from '../rules/helpers.ts';

const compiled = (
  rules: readonly object[],
  dictionaries: ReadonlyMap<string, StoredTerms>,
  isWriteTime: boolean,
): CompiledPolicy =>
  policyOf(rules, {
    isWriteTime,
    findDictionary: (id, options) => {
      const stored = dictionaries.get(id);
      if (stored === undefined) return undefined;
      return { hash: stored.hash, automaton: buildAutomaton(stored.terms, options) };
    },
  });

const rules = [{ rule_type: 'aho_corasick', config: { dictionary_id: 'dict_1' } }];
const terms: StoredTerms = { hash: 'a'.repeat(64), terms: ['Project Apollo'] };
const dictionaries = new Map([['dict_1', terms]]);

test('the same source and terms give the same hash, and do the same', async () => {
  const saved = compiled(rules, dictionaries, true);
  const reader: Pick<PolicyVersionReader, 'readVersion'> = {
    readVersion: async (ref) => ({
      ...ref,
      source: { rules },
      dictionaries,
      hashKey: newHashKey(),
    }),
  };
  const ref: PolicyVersionRef = { policyId: 'pol_1', version: 7, hash: saved.hash };
  const version: PolicyVersion = await reader.readVersion(ref);
  const loaded = compiled(rules, version.dictionaries, false);
  expect(loaded.hash).toBe(version.hash);
  expect(evaluate(loaded, 'on project apollo', 'inbound').text).toBe('on **************');
});

test('other terms give another hash', () => {
  const others = new Map([['dict_1', { ...terms, hash: 'b'.repeat(64) }]]);
  const hash = compiled(rules, dictionaries, true).hash;
  expect(compiled(rules, others, true).hash).not.toBe(hash);
});
