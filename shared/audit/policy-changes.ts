// What the audit says of policies and their rules. A version holds everything for good, so events name it and stay small.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { differences } from './differences.ts';
import type { Change, Fields, Target } from './event.ts';

/** A policy at one of its versions. */
export type PolicyFacts = {
  readonly policyId: string;
  readonly name: string;
  readonly description: string | null;
  readonly enforcementMode: string;
  readonly version: number;
  readonly hash: string;
  readonly ruleCount: number;
};

/** A rule as its policy's version holds it. */
type RuleFacts = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a version is in force in a project. */
export type ActivationFacts = {
  readonly policyId: string;
  readonly version: number;
  readonly hash: string;
};

const fieldsOf = (policy: PolicyFacts): Fields => ({
  name: policy.name,
  description: policy.description,
  enforcement_mode: policy.enforcementMode,
  version: policy.version,
  hash: policy.hash,
  rule_count: policy.ruleCount,
});

const policyTarget = ({ policyId }: PolicyFacts): Target => ({ type: 'policy', id: policyId });

export const policyCreated = (policy: PolicyFacts): Change => ({
  action: 'policy.created',
  target: policyTarget(policy),
  before: null,
  after: fieldsOf(policy),
});

export const policyUpdated = (before: PolicyFacts, after: PolicyFacts): Change => ({
  action: 'policy.updated',
  target: policyTarget(after),
  ...differences(fieldsOf(before), fieldsOf(after)),
});

/** Its dictionaries have changed, or the engine reads its rules in another way. */
export const versionSaved = (before: PolicyFacts, after: PolicyFacts): Change => ({
  ...policyUpdated(before, after),
  action: 'policy.version_saved',
});

export const policyDeleted = (policy: PolicyFacts): Change => ({
  action: 'policy.deleted',
  target: policyTarget(policy),
  before: fieldsOf(policy),
  after: null,
});

/** An event has to stay far below the 400 KB of its item. */
const MAX_CONFIG_BYTES = 8_000;

/** A larger configuration is named by its hash: it stands in the version that the event names. */
function configOf(config: unknown): unknown {
  const json = canonicalJson(config ?? {});
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_CONFIG_BYTES) return config;
  return { sha256: createHash('sha256').update(json).digest('hex'), bytes };
}

const ruleFields = ({ policyId, version, hash }: PolicyFacts, rule: RuleFacts): Fields => ({
  policy_id: policyId,
  version,
  hash,
  name: rule['name'],
  description: rule['description'] ?? null,
  rule_type: rule['rule_type'],
  direction: rule['direction'],
  decision: rule['decision'],
  order: rule['order'],
  config: configOf(rule['config']),
  block_message: rule['block_message'] ?? null,
  is_enabled: rule['is_enabled'],
  enforcement_mode: rule['enforcement_mode'],
});

type RuleState = { readonly policy: PolicyFacts; readonly rule: RuleFacts | undefined };

/** Created, updated or deleted, as the two states of its policy tell. */
export function ruleChanged(ruleId: string, before: RuleState, after: RuleState): Change {
  const target: Target = { type: 'rule', id: ruleId };
  const was = before.rule === undefined ? null : ruleFields(before.policy, before.rule);
  const is = after.rule === undefined ? null : ruleFields(after.policy, after.rule);
  if (was === null) return { action: 'rule.created', target, before: null, after: is };
  const { policy_id, version, hash } = was;
  const left = { policy_id, version: after.policy.version, hash: after.policy.hash };
  if (is === null) return { action: 'rule.deleted', target, before: was, after: left };
  const changes = differences(was, is);
  return {
    action: 'rule.updated',
    target,
    before: { policy_id, version, hash, ...changes.before },
    after: { ...left, ...changes.after },
  };
}

const activationFields = (policy: ActivationFacts | null): Fields =>
  policy === null
    ? { policy: null }
    : { policy: { policy_id: policy.policyId, version: policy.version, hash: policy.hash } };

/** Activated, rolled back or taken out of force. */
export const projectPolicyChanged = (
  projectId: string,
  before: ActivationFacts | null,
  after: ActivationFacts | null,
): Change => ({
  action: 'project.policy_changed',
  target: { type: 'project', id: projectId },
  before: activationFields(before),
  after: activationFields(after),
});
