// Policies to measure with.
import { type CompiledPolicy, compilePolicy } from '../../shared/rules/compile.ts';
import { PATTERNS_30, regexRules, termRule, terms } from './corpus.ts';

/** Throws with the refusals. */
export function compiled(rules: readonly object[], isWriteTime = false): CompiledPolicy {
  const result = compilePolicy({ rules }, { isWriteTime });
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
  return result.policy;
}

export const THIRTY_AND_TERMS: readonly object[] = [
  ...regexRules(PATTERNS_30),
  termRule(terms(200)),
];
