// Versions of policies as a store would give them.

import { buildAutomaton } from '../../shared/matching/dictionary/build-automaton.ts';
import { HashKey } from '../../shared/policies/hash-key.ts';
import type {
  PolicyVersion,
  PolicyVersionReader,
  StoredTerms,
} from '../../shared/policies/version.ts';
import { compilePolicy } from '../../shared/rules/compile.ts';

type Dictionaries = Readonly<Record<string, readonly string[]>>;

const HASH_KEY = new HashKey(Buffer.alloc(32, 7));

/** Rules get a name, the direction `inbound` and the decision `mask` unless they say otherwise. */
export function savedVersion(
  rules: readonly object[],
  { version = 7, dictionaries = {} }: { version?: number; dictionaries?: Dictionaries } = {},
): PolicyVersion {
  const source = {
    rules: rules.map((rule, index) => ({
      id: `rule_${index}`,
      name: `rule ${index}`,
      direction: 'inbound',
      decision: 'mask',
      ...rule,
    })),
  };
  const stored = new Map<string, StoredTerms>(
    Object.entries(dictionaries).map(([id, terms]) => [id, { hash: `${terms}`, terms }]),
  );
  const result = compilePolicy(source, {
    findDictionary: (id, options) => {
      const found = stored.get(id);
      if (found === undefined) return undefined;
      return { hash: found.hash, automaton: buildAutomaton(found.terms, options) };
    },
  });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  const { hash } = result.policy;
  return { policyId: 'pol_1', version, hash, source, dictionaries: stored, hashKey: HASH_KEY };
}

export type CountingReader = PolicyVersionReader & { readonly reads: () => number };

/** Holds these versions; counts how often it is asked. */
export function readerOf(...versions: readonly PolicyVersion[]): CountingReader {
  let reads = 0;
  return {
    reads: () => reads,
    readVersion: async (ref) => {
      reads++;
      const found = versions.find(
        ({ policyId, version }) => policyId === ref.policyId && version === ref.version,
      );
      if (found === undefined) throw new Error('no such version');
      return found;
    },
  };
}

/** Finds e-mail addresses at `secret.test`. */
export const emailRule = (more: object = {}): object => ({
  rule_type: 'regex',
  config: { patterns: [{ pattern: '[a-z0-9]+@secret\\.test', replacement: '[EMAIL]' }] },
  ...more,
});
