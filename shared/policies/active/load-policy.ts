// Loads the version of a policy that a project's row names: read once, compiled once, and refused unless it is exactly that.
import { ApiError } from '../../errors/api-error.ts';
import { buildAutomaton } from '../../matching/dictionary/build-automaton.ts';
import { type CompiledPolicy, compilePolicy } from '../../rules/compile.ts';
import type { DictionaryFinder } from '../../rules/detectors.ts';
import type { Digest } from '../../rules/guard/guard-core.ts';
import type {
  PolicyVersion,
  PolicyVersionReader,
  PolicyVersionRef,
  StoredTerms,
} from '../version.ts';
import { matchDigest } from './match-digest.ts';
import { createPolicyCache } from './policy-cache.ts';

type LoadedPolicy = PolicyVersionRef & {
  readonly compiled: CompiledPolicy;
  /** For hashes of what its rules match. */
  readonly digest: Digest;
};

/**
 * The policy of that version. Throws ApiError `service_unavailable` when the store cannot be read, and
 * `internal_error` when what it holds is not that version: a policy that is in doubt lets nothing pass.
 */
export type LoadPolicy = (ref: PolicyVersionRef) => Promise<LoadedPolicy>;

/** In units of a thousand dictionary terms or ten rules: about 60 MB. */
const MAX_WEIGHT = 300;
const TERMS_PER_UNIT = 1_000;
const RULES_PER_UNIT = 10;

type Weighed = LoadedPolicy & { readonly termCount: number };

export function createPolicyLoader(reader: PolicyVersionReader): LoadPolicy {
  const cache = createPolicyCache<Weighed>(
    MAX_WEIGHT,
    ({ termCount, compiled }) =>
      1 + termCount / TERMS_PER_UNIT + compiled.ruleCount / RULES_PER_UNIT,
  );
  return ({ policyId, version, hash }) =>
    cache.get(`${policyId}@${version}:${hash}`, async () =>
      compileVersion(
        { policyId, version, hash },
        await reader.readVersion({ policyId, version, hash }),
      ),
    );
}

function compileVersion(ref: PolicyVersionRef, version: PolicyVersion): Weighed {
  const result = compilePolicy(version.source, {
    isWriteTime: false,
    findDictionary: dictionaryFinder(version.dictionaries),
  });
  if (result.kind === 'refused') throw unusable('does not compile');
  const { policy } = result;
  if (policy.hash !== ref.hash || version.hash !== ref.hash) throw unusable('has another hash');
  let termCount = 0;
  for (const { terms } of version.dictionaries.values()) termCount += terms.length;
  return { ...ref, compiled: policy, digest: matchDigest(version.hashKey), termCount };
}

/** Rules with the same dictionary and options share its automaton. */
export function dictionaryFinder(dictionaries: ReadonlyMap<string, StoredTerms>): DictionaryFinder {
  const built = new Map<string, ReturnType<DictionaryFinder>>();
  return (id, options) => {
    const stored = dictionaries.get(id);
    if (stored === undefined) return undefined;
    const key = `${options.wholeWord}#${options.caseSensitive}#${id}`;
    const known = built.get(key);
    if (known !== undefined) return known;
    const dictionary = { hash: stored.hash, automaton: buildAutomaton(stored.terms, options) };
    built.set(key, dictionary);
    return dictionary;
  };
}

const unusable = (reason: string): ApiError =>
  new ApiError('internal_error', { cause: new Error(`a stored version of a policy ${reason}`) });
