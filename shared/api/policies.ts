// The operations on policies, their versions, and what is in force in a project.
import {
  createPolicyBody,
  listPoliciesAnswer,
  listPoliciesQuery,
  listVersionsAnswer,
  listVersionsQuery,
  policyAnswer,
  projectPolicyAnswer,
  replayedPolicyAnswer,
  savedVersionAnswer,
  setProjectPolicyBody,
  updatePolicyBody,
  versionAnswer,
} from '../policies/policy-schema.ts';
import { changeErrors, createErrors, get, LAGGING, patch, post, put, remove } from './operation.ts';
import { PROJECT } from './paths.ts';

const POLICIES = '/api/v1/policies';
export const POLICY = `${POLICIES}/{policy_id}` as const;
const VERSIONS = `${POLICY}/versions` as const;
const PROJECT_POLICY = `${PROJECT}/policy` as const;

export const policies = {
  listPolicies: get(POLICIES, {
    summary: 'List policies',
    errors: [],
    query: listPoliciesQuery,
    answer: listPoliciesAnswer,
    note: LAGGING,
  }),
  createPolicy: post(POLICIES, {
    summary: 'Create a policy and its first version',
    action: 'policy.created',
    success: 201,
    errors: [...createErrors, 'concurrent_change', 'policy_limit_reached'],
    body: createPolicyBody,
    answer: policyAnswer,
    replay: replayedPolicyAnswer,
    note:
      '`preset: "starter"` instead of `rules` masks personal data and credentials both ways. Every change of a policy or ' +
      'a rule makes an immutable version; what is in force in a project stays until another version is activated.',
  }),
  getPolicy: get(POLICY, { summary: 'Get a policy', errors: ['not_found'], answer: policyAnswer }),
  updatePolicy: patch(POLICY, {
    summary: 'Change a policy',
    action: 'policy.updated',
    errors: [...changeErrors, 'not_found'],
    body: updatePolicyBody,
    answer: policyAnswer,
    note: 'Only what is sent changes. `monitor` counts what the rules find, and changes nothing.',
  }),
  deletePolicy: remove(POLICY, {
    summary: 'Delete a policy that is in force nowhere',
    action: 'policy.deleted',
    errors: ['not_found', 'policy_active', 'concurrent_change'],
    note: 'A version of it must not be in force in any project.',
  }),
};

export const policyVersions = {
  listPolicyVersions: get(VERSIONS, {
    summary: 'List the versions of a policy',
    errors: ['not_found'],
    query: listVersionsQuery,
    answer: listVersionsAnswer,
    note: 'Newest first. What was saved a moment ago may be missing for about a second.',
  }),
  savePolicyVersion: post(VERSIONS, {
    summary: 'Save a version if anything has changed',
    action: 'policy.version_saved',
    errors: ['not_found', 'concurrent_change'],
    answer: savedVersionAnswer,
    note: 'Needed after a dictionary has changed: a version holds the terms as they were. `saved: false` when nothing differs.',
  }),
  getPolicyVersion: get(`${VERSIONS}/{version}`, {
    summary: 'Get a version with its rules',
    errors: ['not_found'],
    answer: versionAnswer,
  }),
};

export const projectPolicy = {
  getProjectPolicy: get(PROJECT_POLICY, {
    summary: 'Get what is in force in a project',
    errors: ['not_found'],
    answer: projectPolicyAnswer,
    note: 'All null when none is in force. `revision` is that of the project.',
  }),
  setProjectPolicy: put(PROJECT_POLICY, {
    summary: 'Activate a version of a policy, or roll back to it',
    action: 'project.policy_changed',
    errors: [...changeErrors, 'not_found'],
    body: setProjectPolicyBody,
    answer: projectPolicyAnswer,
    note:
      'From the next request on; a stream that has begun keeps its version. Without `version`, the policy and its ' +
      'dictionaries as they stand are saved and activated.',
  }),
  deleteProjectPolicy: remove(PROJECT_POLICY, {
    summary: "Take a project's policy out of force",
    action: 'project.policy_changed',
    errors: ['not_found', 'concurrent_change'],
    note: 'From the next request on. Again is fine, and changes nothing.',
  }),
};
