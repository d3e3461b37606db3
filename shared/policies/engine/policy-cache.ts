// Compiled policies by the hash of their content: compiled once, used by every request of every project that has it.
import type { CompiledPolicy } from './compile.ts';

export type PolicyCache = {
  /** The policy of that content; `compile` runs only when it is not there. */
  readonly get: (hash: string, compile: () => CompiledPolicy) => CompiledPolicy;
};

/** Keeps the `maxPolicies` that were used last. */
export function createPolicyCache(maxPolicies: number): PolicyCache {
  const policies = new Map<string, CompiledPolicy>();
  return {
    get: (hash, compile) => {
      const policy = policies.get(hash) ?? compile();
      policies.delete(hash);
      policies.set(hash, policy);
      const oldest = policies.keys().next();
      if (policies.size > maxPolicies && !oldest.done) policies.delete(oldest.value);
      return policy;
    },
  };
}
