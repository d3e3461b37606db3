// Changes a policy: its rules are compiled as a whole, and a content that is new becomes its next version.

import { isDeepStrictEqual } from 'node:util';
import { ApiError } from '../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import { isoTime } from '../kernel/clock.ts';
import type { PolicyId } from '../kernel/ids.ts';
import { type CheckPorts, checkSource } from './check-source.ts';
import type { DictionaryPins, Policy, Rule, SavedVersion } from './record.ts';
import { sourceOf } from './record.ts';
import { sourceRefused, sourceTooLarge } from './source-refused.ts';
import type { PolicyEdit, PolicyState, PolicyStore } from './store.ts';

export type ChangePolicyPorts = CheckPorts & {
  readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion' | 'replace'>;
};

/** What an operator may change. */
export type PolicyDraft = Pick<Policy, 'name' | 'description' | 'enforcementMode'> & {
  /** By age. */
  readonly rules: readonly Rule[];
};

export type PolicyChange = {
  readonly edit: PolicyEdit;
  /** Gives the draft as it shall be. May throw ApiError. */
  readonly apply: (current: PolicyState) => PolicyDraft;
  /** Where in the source stands what the caller sent; null when it is the whole. */
  readonly ownPath: (draft: PolicyDraft) => string | null;
  /** IAM ARN. */
  readonly changedBy: string;
};

/** `isChanged`: false when the change was none. */
export type ChangedPolicy = PolicyState & { readonly isChanged: boolean };

/** Strongly consistent. Throws ApiError `not_found`. */
export async function readPolicy(
  policyId: PolicyId,
  { policies }: { readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion'> },
): Promise<PolicyState> {
  const policy = await policies.findPolicy(policyId);
  if (policy === null) throw new ApiError('not_found');
  const latest = await policies.findVersion(policyId, policy.version);
  if (latest === null) throw new Error('the latest version of a policy is not stored');
  return { policy, latest };
}

/**
 * The policy after the change; unchanged when the change is none. Throws ApiError: `not_found`, `validation_error`
 * with every reason, `concurrent_change`, and what `apply` throws.
 */
export async function changePolicy(
  policyId: PolicyId,
  change: PolicyChange,
  ports: ChangePolicyPorts,
): Promise<ChangedPolicy> {
  return retryWhileChanged(async () => {
    const before = await readPolicy(policyId, ports);
    const draft = change.apply(before);
    const known = new Set(before.latest.rules.map(({ form }) => form));
    const checked = await checkSource(sourceOf(draft), (rule) => !known.has(rule), ports);
    if (checked.kind === 'refused') throw sourceRefused(checked.refusals, change.ownPath(draft));
    const after = nextState(before, draft, checked, change.changedBy, isoTime(ports.clock()));
    if (after === null) return { ...before, isChanged: false };
    const outcome = await ports.policies.replace(before, after, change.edit);
    if (outcome === 'written') return { ...after, isChanged: true };
    if (outcome === 'too_large') throw sourceTooLarge();
    return CHANGED;
  });
}

/** Null: nothing has changed. */
function nextState(
  { policy, latest }: PolicyState,
  draft: PolicyDraft,
  { hash, pins }: { readonly hash: string; readonly pins: DictionaryPins },
  changedBy: string,
  now: string,
): PolicyState | null {
  const { rules, ...head } = draft;
  const { name, description, enforcementMode } = policy;
  const isSameContent = hash === latest.hash;
  if (isSameContent && isDeepStrictEqual(head, { name, description, enforcementMode })) return null;
  const version: SavedVersion = isSameContent
    ? latest
    : {
        ...{ policyId: policy.policyId, version: latest.version + 1, hash, pins, rules },
        ruleCount: rules.length,
        createdAt: now,
        createdBy: changedBy,
        enforcementMode: draft.enforcementMode,
        hashKey: latest.hashKey,
      };
  return {
    policy: {
      ...policy,
      ...head,
      version: version.version,
      hash: version.hash,
      ruleCount: version.ruleCount,
      updatedAt: now,
      rev: policy.rev + 1,
    },
    latest: version,
  };
}
