// From stored policies, versions and rules to their wire forms, field by field: the key for hashes is not among them.
import type { Project } from '../projects/project.ts';
import type {
  PolicyAnswer,
  ProjectPolicyAnswer,
  VersionAnswer,
  VersionSummaryAnswer,
} from './policy-schema.ts';
import type { Policy, Rule, SavedVersion, VersionSummary } from './record.ts';
import type { RuleAnswer } from './rule-schema.ts';

export const viewPolicy = (policy: Policy): PolicyAnswer => ({
  id: policy.policyId,
  name: policy.name,
  description: policy.description,
  enforcement_mode: policy.enforcementMode,
  rule_count: policy.ruleCount,
  version: policy.version,
  hash: policy.hash,
  active_projects: policy.activeProjects,
  created_at: policy.createdAt,
  created_by: policy.createdBy,
  updated_at: policy.updatedAt,
  revision: policy.rev,
});

export const viewRule = (policyId: string, rule: Rule): RuleAnswer => ({
  id: rule.form.id,
  policy_id: policyId,
  name: rule.form.name,
  description: rule.form.description ?? null,
  rule_type: rule.form.rule_type,
  direction: rule.form.direction,
  decision: rule.form.decision,
  order: rule.form.order,
  config: { ...rule.form.config },
  block_message: rule.form.block_message ?? null,
  is_enabled: rule.form.is_enabled,
  enforcement_mode: rule.form.enforcement_mode,
  created_at: rule.createdAt,
  updated_at: rule.updatedAt,
  revision: rule.rev,
});

export const viewSummary = (version: VersionSummary): VersionSummaryAnswer => ({
  policy_id: version.policyId,
  version: version.version,
  hash: version.hash,
  rule_count: version.ruleCount,
  created_at: version.createdAt,
  created_by: version.createdBy,
});

export const viewVersion = (version: SavedVersion): VersionAnswer => ({
  ...viewSummary(version),
  enforcement_mode: version.enforcementMode,
  rules: version.rules.map((rule) => viewRule(version.policyId, rule)),
  dictionaries: Object.entries(version.pins).map(([id, { hash }]) => ({ id, hash })),
});

/** `policy`: the head of the one that is in force, null for none. */
export const viewProjectPolicy = (
  { projectId, policy: active, rev }: Project,
  policy: Policy | null,
): ProjectPolicyAnswer => ({
  project_id: projectId,
  policy_id: active?.policyId ?? null,
  policy_name: policy?.name ?? null,
  version: active?.version ?? null,
  latest_version: policy?.version ?? null,
  hash: active?.hash ?? null,
  revision: rev,
});
