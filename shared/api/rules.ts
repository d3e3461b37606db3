// The operations on the rules of a policy.
import {
  createRuleBody,
  listRulesAnswer,
  listRulesQuery,
  replayedRuleAnswer,
  ruleAnswer,
  rulePresetsAnswer,
  updateRuleBody,
} from '../policies/rule-schema.ts';
import { tryAnswer, tryBody } from '../policies/trial/try-schema.ts';
import { bodyErrors } from './body-errors.ts';
import { changeErrors, createErrors, get, patch, post, remove } from './operation.ts';
import { POLICY } from './policies.ts';

const RULES = `${POLICY}/rules` as const;
const RULE = `${RULES}/{rule_id}` as const;

const CREATE =
  'The whole policy is compiled with it and saved as its next version; what is refused is told with every reason. ' +
  'Rules apply in the order of `order`, then of their age. docs/policies.md says what each type has in its `config`.';
const TRY =
  'Changes, counts and logs nothing; `value` is a piece of the message that was sent. Rules that ask a model or a ' +
  'webhook do so with `project_id` only, with the provider tokens of that project and without counting in its usage; ' +
  '`skipped` lists those that got no answer.';
const trial = {
  action: null,
  errors: [...bodyErrors, 'not_found'],
  body: tryBody,
  answer: tryAnswer,
} as const;

export const testPolicy = post(`${POLICY}/test`, {
  ...trial,
  summary: 'Try a policy on a text',
  note: `The policy as it would be in force, the latest version unless told. ${TRY}`,
});

export const rules = {
  listRules: get(RULES, {
    summary: 'List the rules of a policy',
    errors: ['not_found'],
    query: listRulesQuery,
    answer: listRulesAnswer,
    note: 'In the order of evaluation.',
  }),
  createRule: post(RULES, {
    summary: 'Add a rule to a policy',
    action: 'rule.created',
    success: 201,
    errors: [...createErrors, 'not_found', 'concurrent_change'],
    body: createRuleBody,
    answer: ruleAnswer,
    replay: replayedRuleAnswer,
    note: CREATE,
  }),
  getRule: get(RULE, { summary: 'Get a rule', errors: ['not_found'], answer: ruleAnswer }),
  updateRule: patch(RULE, {
    summary: 'Change a rule',
    action: 'rule.updated',
    errors: [...changeErrors, 'not_found'],
    body: updateRuleBody,
    answer: ruleAnswer,
    note: `Only what is sent changes; \`config\` is replaced as a whole, \`rule_type\` stays. ${CREATE}`,
  }),
  deleteRule: remove(RULE, {
    summary: 'Delete a rule',
    action: 'rule.deleted',
    errors: ['not_found', 'concurrent_change'],
  }),
  testRule: post(`${RULE}/test`, {
    ...trial,
    summary: 'Try a rule on a text',
    note: `The rule as if it were switched on and enforced. ${TRY}`,
  }),
};

export const rulePresets = {
  listRulePresets: get('/api/v1/rule-presets', {
    summary: 'List rules ready to use',
    errors: [],
    answer: rulePresetsAnswer,
  }),
};
