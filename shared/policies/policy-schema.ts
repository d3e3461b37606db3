// The wire forms of a policy, its versions, and of what is in force in a project.
import * as z from 'zod/mini';
import { description, must, name, time } from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import { ENFORCEMENT_MODES } from './record.ts';
import { createRuleBody, ruleAnswer } from './rule-schema.ts';

/** As many as the engine compiles in one policy. */
const MAX_RULES = 400;
const RULES = `a list of at most ${MAX_RULES} rules`;

const enforcementMode = z.enum(ENFORCEMENT_MODES, must('enforce or monitor'));

export const createPolicyBody = z.strictObject({
  name,
  description: z.optional(description),
  enforcement_mode: z.optional(enforcementMode),
  rules: z.optional(
    z.array(createRuleBody, must(RULES)).check(z.maxLength(MAX_RULES, must(RULES))),
  ),
  /** Instead of `rules`: personal data and credentials, masked both ways. */
  preset: z.optional(z.literal('starter', must('starter'))),
});
export const updatePolicyBody = z.strictObject({
  name: z.optional(name),
  description: z.optional(description),
  enforcement_mode: z.optional(enforcementMode),
});
export type CreatePolicyBody = z.output<typeof createPolicyBody>;
export type UpdatePolicyBody = z.output<typeof updatePolicyBody>;

const policyFields = {
  id: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  enforcement_mode: z.enum(ENFORCEMENT_MODES),
  rule_count: z.int(),
  version: z.int(),
  hash: z.string(),
  active_projects: z.int(),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
  revision: z.int(),
};
export const policyAnswer = z.strictObject(policyFields);
/** To a repeated request: what the first one created. */
export const replayedPolicyAnswer = z.strictObject({
  ...policyFields,
  idempotent_replay: z.literal(true),
});
export const listPoliciesQuery = z.strictObject(pageFields);
export const listPoliciesAnswer = z.strictObject({
  policies: z.array(policyAnswer),
  ...listFields,
});

const versionFields = {
  policy_id: z.string(),
  version: z.int(),
  hash: z.string(),
  rule_count: z.int(),
  created_at: time,
  created_by: z.string(),
};
export const listVersionsQuery = z.strictObject(pageFields);
export const listVersionsAnswer = z.strictObject({
  versions: z.array(z.strictObject(versionFields)),
  ...listFields,
});
export const versionAnswer = z.strictObject({
  ...versionFields,
  enforcement_mode: z.enum(ENFORCEMENT_MODES),
  rules: z.array(ruleAnswer),
  dictionaries: z.array(z.strictObject({ id: z.string(), hash: z.string() })),
});
/** `saved`: false when nothing has changed since the latest version, which is told then. */
export const savedVersionAnswer = z.strictObject({ ...versionFields, saved: z.boolean() });

const VERSION = 'a whole number from 1';
export const setProjectPolicyBody = z.strictObject({
  policy_id: z
    .string(must('the id of a policy'))
    .check(z.regex(/^pol_[0-9A-Za-z]{22}$/, must('the id of a policy'))),
  version: z.optional(z.int(must(VERSION)).check(z.gte(1, must(VERSION)))),
});
/** All null: no policy is in force. `revision` is the project's. */
export const projectPolicyAnswer = z.strictObject({
  project_id: z.string(),
  policy_id: z.nullable(z.string()),
  policy_name: z.nullable(z.string()),
  version: z.nullable(z.int()),
  latest_version: z.nullable(z.int()),
  hash: z.nullable(z.string()),
  revision: z.int(),
});

export type ListPoliciesQuery = z.output<typeof listPoliciesQuery>;
export type ListVersionsQuery = z.output<typeof listVersionsQuery>;
export type PolicyAnswer = z.output<typeof policyAnswer>;
export type VersionAnswer = z.output<typeof versionAnswer>;
export type VersionSummaryAnswer = z.output<typeof listVersionsAnswer>['versions'][number];
export type SetProjectPolicyBody = z.output<typeof setProjectPolicyBody>;
export type ProjectPolicyAnswer = z.output<typeof projectPolicyAnswer>;
