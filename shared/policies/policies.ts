// Policies: created, changed, deleted, read.

import { ApiError } from '../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import { invalidField } from '../http/validate.ts';
import { isoTime } from '../kernel/clock.ts';
import { newPolicyId, type PolicyId } from '../kernel/ids.ts';
import { starterPolicy } from '../rules/presets.ts';
import { type ChangePolicyPorts, changePolicy, readPolicy } from './change-policy.ts';
import { checkSource } from './check-source.ts';
import { newHashKey } from './hash-key.ts';
import type { CreatePolicyBody, ListPoliciesQuery, UpdatePolicyBody } from './policy-schema.ts';
import { type Policy, type Rule, sourceOf } from './record.ts';
import { newRule } from './rule-form.ts';
import type { CreateRuleBody } from './rule-schema.ts';
import { sourceRefused, sourceTooLarge } from './source-refused.ts';
import type { PolicyState, PolicyStore } from './store.ts';

export type CreatePolicyPorts = Omit<ChangePolicyPorts, 'policies'> & {
  readonly policies: Pick<PolicyStore, 'insert' | 'count'>;
};

const MAX_POLICIES = 500;

/** With its first version. Throws ApiError: `policy_limit_reached`, `validation_error`, `concurrent_change`. */
export async function createPolicy(
  body: CreatePolicyBody,
  createdBy: string,
  ports: CreatePolicyPorts,
): Promise<Policy> {
  if ((await ports.policies.count()) >= MAX_POLICIES) throw new ApiError('policy_limit_reached');
  const now = isoTime(ports.clock());
  const enforcementMode = body.enforcement_mode ?? 'enforce';
  const rules = rulesOf(body).map((rule, index) => newRule(rule, now, `rules.${index}.`));
  const checked = await checkSource(sourceOf({ enforcementMode, rules }), () => true, ports);
  if (checked.kind === 'refused') throw sourceRefused(checked.refusals, null);
  const state = firstState(body, { enforcementMode, rules, createdBy, now, ...checked });
  const outcome = await ports.policies.insert(state);
  if (outcome === 'too_large') throw sourceTooLarge();
  // A dictionary that a rule names was deleted in between.
  if (outcome === 'changed') throw new ApiError('concurrent_change');
  return state.policy;
}

function rulesOf({ rules, preset }: CreatePolicyBody): readonly CreateRuleBody[] {
  if (preset === undefined) return rules ?? [];
  if (rules !== undefined) throw invalidField('preset', 'cannot be given together with rules.');
  return starterPolicy.rules as unknown as readonly CreateRuleBody[];
}

type FirstContent = Pick<
  PolicyState['latest'],
  'enforcementMode' | 'createdBy' | 'hash' | 'pins'
> & {
  readonly rules: readonly Rule[];
  readonly now: string;
};

function firstState(
  { name, description }: CreatePolicyBody,
  { enforcementMode, rules, createdBy, now, hash, pins }: FirstContent,
): PolicyState {
  const common = {
    ...{ policyId: newPolicyId(), version: 1, hash, enforcementMode, createdBy },
    ruleCount: rules.length,
    createdAt: now,
  };
  return {
    policy: {
      ...common,
      name,
      description: description ?? null,
      activeProjects: 0,
      updatedAt: now,
      rev: 1,
    },
    latest: { ...common, rules, pins, hashKey: newHashKey() },
  };
}

/** Throws ApiError: `not_found`, `revision_mismatch`, `concurrent_change`. */
export async function updatePolicy(
  policyId: PolicyId,
  body: UpdatePolicyBody,
  { ifMatch, callerArn }: { readonly ifMatch: IfMatch; readonly callerArn: string },
  ports: ChangePolicyPorts,
): Promise<Policy> {
  const apply = ({ policy, latest }: PolicyState) => {
    assertMatch(ifMatch, policy.rev);
    return {
      name: body.name ?? policy.name,
      description: body.description === undefined ? policy.description : body.description,
      enforcementMode: body.enforcement_mode ?? policy.enforcementMode,
      rules: latest.rules,
    };
  };
  const edit = { kind: 'policy' } as const;
  const change = { edit, apply, ownPath: () => null, changedBy: callerArn };
  return (await changePolicy(policyId, change, ports)).policy;
}

/** Throws ApiError: `not_found`, `policy_active`, `concurrent_change`. */
export async function deletePolicy(
  policyId: PolicyId,
  ports: Pick<ChangePolicyPorts, 'clock'> & {
    readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion' | 'markDeleted'>;
  },
): Promise<void> {
  return retryWhileChanged(async () => {
    const state = await readPolicy(policyId, ports);
    if (state.policy.activeProjects > 0) throw new ApiError('policy_active');
    const outcome = await ports.policies.markDeleted(state, ports.clock());
    if (outcome === 'written') return;
    if (outcome === 'active') throw new ApiError('policy_active');
    return CHANGED;
  });
}

/** Throws ApiError `not_found`. */
export async function getPolicy(
  policyId: PolicyId,
  { policies }: { readonly policies: Pick<PolicyStore, 'findPolicy'> },
): Promise<Policy> {
  const policy = await policies.findPolicy(policyId);
  if (policy === null) throw new ApiError('not_found');
  return policy;
}

export type PolicyList = {
  readonly policies: readonly Policy[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError `invalid_request` for a foreign cursor. */
export async function listPolicies(
  query: ListPoliciesQuery,
  ports: { readonly policies: Pick<PolicyStore, 'page' | 'count'>; readonly cursors: CursorCodec },
): Promise<PolicyList> {
  const list: ListName = ['policies'];
  const request = toPageRequest(ports.cursors, list, query);
  const [page, total] = await Promise.all([ports.policies.page(request), ports.policies.count()]);
  const cursor = nextCursor(ports.cursors, list, page.next);
  return { policies: page.entries, total, nextCursor: cursor };
}
