// Rules of a policy: created, changed, deleted, read. Each change makes the policy's next version.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import { invalidField } from '../http/validate.ts';
import { isoTime } from '../kernel/clock.ts';
import type { PolicyId, RuleId } from '../kernel/ids.ts';
import {
  type ChangePolicyPorts,
  changePolicy,
  type PolicyDraft,
  readPolicy,
} from './change-policy.ts';
import type { Rule } from './record.ts';
import { changedForm, newRule } from './rule-form.ts';
import type { CreateRuleBody, ListRulesQuery, UpdateRuleBody } from './rule-schema.ts';
import type { PolicyState, PolicyStore } from './store.ts';

type Reader = { readonly policies: Pick<PolicyStore, 'findPolicy' | 'findVersion'> };

/** Throws ApiError: `not_found`, `validation_error`, `concurrent_change`. */
export async function createRule(
  policyId: PolicyId,
  body: CreateRuleBody,
  createdBy: string,
  ports: ChangePolicyPorts,
): Promise<Rule> {
  const rule = newRule(body, isoTime(ports.clock()));
  const ruleId = rule.form.id;
  const change = {
    ...changeOfRule(ruleId, createdBy),
    apply: (current: PolicyState) => withRules(current, [...current.latest.rules, rule]),
  };
  return ruleOf(await changePolicy(policyId, change, ports), ruleId);
}

/** Throws ApiError: `not_found`, `revision_mismatch`, `validation_error`, `concurrent_change`. */
export async function updateRule(
  policyId: PolicyId,
  ruleId: RuleId,
  body: UpdateRuleBody,
  { ifMatch, callerArn }: { readonly ifMatch: IfMatch; readonly callerArn: string },
  ports: ChangePolicyPorts,
): Promise<Rule> {
  const apply = (current: PolicyState): PolicyDraft => {
    const rule = ruleOf(current, ruleId);
    assertMatch(ifMatch, rule.rev);
    if (body.rule_type !== undefined && body.rule_type !== rule.form.rule_type)
      throw invalidField('rule_type', 'cannot be changed: create another rule.');
    const changed: Rule = {
      ...rule,
      form: changedForm(rule.form, body),
      updatedAt: isoTime(ports.clock()),
      rev: rule.rev + 1,
    };
    const { rules } = current.latest;
    return withRules(
      current,
      rules.map((each) => (each === rule ? changed : each)),
    );
  };
  const change = { ...changeOfRule(ruleId, callerArn), apply };
  return ruleOf(await changePolicy(policyId, change, ports), ruleId);
}

/** Throws ApiError: `not_found`, `concurrent_change`. */
export async function deleteRule(
  policyId: PolicyId,
  ruleId: RuleId,
  deletedBy: string,
  ports: ChangePolicyPorts,
): Promise<void> {
  const apply = (current: PolicyState): PolicyDraft => {
    const rule = ruleOf(current, ruleId);
    return withRules(
      current,
      current.latest.rules.filter((each) => each !== rule),
    );
  };
  await changePolicy(policyId, { ...changeOfRule(ruleId, deletedBy), apply }, ports);
}

const changeOfRule = (ruleId: RuleId, changedBy: string) => ({
  edit: { kind: 'rule', ruleId } as const,
  changedBy,
  ownPath: ({ rules }: PolicyDraft) => `rules.${rules.findIndex(({ form }) => form.id === ruleId)}`,
});

const withRules = ({ policy }: PolicyState, rules: readonly Rule[]): PolicyDraft => {
  const { name, description, enforcementMode } = policy;
  return { name, description, enforcementMode, rules };
};

/** Throws ApiError `not_found`, also for a rule of another policy's. */
function ruleOf({ latest }: PolicyState, ruleId: RuleId): Rule {
  const rule = latest.rules.find(({ form }) => form.id === ruleId);
  if (rule === undefined) throw new ApiError('not_found');
  return rule;
}

/** Throws like `ruleOf`. */
export const getRule = async (policyId: PolicyId, ruleId: RuleId, ports: Reader): Promise<Rule> =>
  ruleOf(await readPolicy(policyId, ports), ruleId);

export type RuleList = {
  readonly rules: readonly Rule[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** In the order of evaluation. Throws ApiError: `not_found`, `invalid_request` for a foreign cursor. */
export async function listRules(
  policyId: PolicyId,
  query: ListRulesQuery,
  ports: Reader & { readonly cursors: CursorCodec },
): Promise<RuleList> {
  const list: ListName = ['rules', policyId];
  const { limit, after } = toPageRequest(ports.cursors, list, query);
  const { latest } = await readPolicy(policyId, ports);
  const ordered = latest.rules.toSorted((a, b) => a.form.order - b.form.order);
  const rest = after === null ? ordered : ordered.slice(placeAfter(ordered, after));
  const rules = rest.slice(0, limit);
  const last = rules.at(-1);
  const next =
    last !== undefined && rest.length > limit ? [last.form.id, String(last.form.order)] : null;
  return { rules, total: ordered.length, nextCursor: nextCursor(ports.cursors, list, next) };
}

/** If the last rule shown has gone, the list goes on with all of its order: rather shown twice than left out. */
function placeAfter(ordered: readonly Rule[], [id, order]: readonly string[]): number {
  const place = ordered.findIndex(({ form }) => form.id === id);
  if (place >= 0) return place + 1;
  const first = ordered.findIndex(({ form }) => form.order >= Number(order));
  return first < 0 ? ordered.length : first;
}
