// The routes of policies, their rules and versions, of dictionaries, and of what is in force in a project.
import {
  type AdminRoute,
  admin,
  bodyErrors,
  changeErrors,
  createErrors,
  PROJECT,
} from './route.ts';

const POLICIES = '/api/v1/policies';
const POLICY = `${POLICIES}/{policy_id}` as const;
const RULES = `${POLICY}/rules` as const;
const RULE = `${RULES}/{rule_id}` as const;
const VERSIONS = `${POLICY}/versions` as const;
const DICTIONARIES = '/api/v1/dictionaries';
const DICTIONARY = `${DICTIONARIES}/{dictionary_id}` as const;
const PROJECT_POLICY = `${PROJECT}/policy` as const;

const createRuleErrors = [...createErrors, 'not_found', 'concurrent_change'] as const;
const updateErrors = [...changeErrors, 'not_found'] as const;
const tryErrors = [...bodyErrors, 'not_found'] as const;

export const policyRoutes = [
  admin('listPolicies', 'GET', POLICIES, 200, 'List policies', []),
  admin('createPolicy', 'POST', POLICIES, 201, 'Create a policy and its first version', [
    ...createErrors,
    'concurrent_change',
    'policy_limit_reached',
  ]),
  admin('getPolicy', 'GET', POLICY, 200, 'Get a policy', ['not_found']),
  admin('updatePolicy', 'PATCH', POLICY, 200, 'Change a policy', updateErrors),
  admin('deletePolicy', 'DELETE', POLICY, 204, 'Delete a policy that is in force nowhere', [
    'not_found',
    'policy_active',
    'concurrent_change',
  ]),
  admin('testPolicy', 'POST', `${POLICY}/test`, 200, 'Try a policy on a text', tryErrors),
  admin('listRules', 'GET', RULES, 200, 'List the rules of a policy', ['not_found']),
  admin('createRule', 'POST', RULES, 201, 'Add a rule to a policy', createRuleErrors),
  admin('getRule', 'GET', RULE, 200, 'Get a rule', ['not_found']),
  admin('updateRule', 'PATCH', RULE, 200, 'Change a rule', updateErrors),
  admin('deleteRule', 'DELETE', RULE, 204, 'Delete a rule', ['not_found', 'concurrent_change']),
  admin('testRule', 'POST', `${RULE}/test`, 200, 'Try a rule on a text', tryErrors),
  admin('listPolicyVersions', 'GET', VERSIONS, 200, 'List the versions of a policy', ['not_found']),
  admin('savePolicyVersion', 'POST', VERSIONS, 200, 'Save a version if anything has changed', [
    'not_found',
    'concurrent_change',
  ]),
  admin('getPolicyVersion', 'GET', `${VERSIONS}/{version}`, 200, 'Get a version with its rules', [
    'not_found',
  ]),
  admin('listRulePresets', 'GET', '/api/v1/rule-presets', 200, 'List rules ready to use', []),
  admin('getProjectPolicy', 'GET', PROJECT_POLICY, 200, 'Get what is in force in a project', [
    'not_found',
  ]),
  admin(
    'setProjectPolicy',
    'PUT',
    PROJECT_POLICY,
    200,
    'Activate a version of a policy, or roll back to it',
    updateErrors,
  ),
  admin(
    'deleteProjectPolicy',
    'DELETE',
    PROJECT_POLICY,
    204,
    "Take a project's policy out of force",
    ['not_found', 'concurrent_change'],
  ),
  admin('listDictionaries', 'GET', DICTIONARIES, 200, 'List dictionaries', []),
  admin('createDictionary', 'POST', DICTIONARIES, 201, 'Store a dictionary', [
    ...createErrors,
    'dictionary_limit_reached',
  ]),
  admin('getDictionary', 'GET', DICTIONARY, 200, 'Get a dictionary, with its terms if wanted', [
    'not_found',
  ]),
  admin('replaceDictionary', 'PUT', DICTIONARY, 200, 'Replace a dictionary', updateErrors),
  admin('deleteDictionary', 'DELETE', DICTIONARY, 204, 'Delete a dictionary that no rule names', [
    'not_found',
    'dictionary_in_use',
    'concurrent_change',
  ]),
] as const satisfies readonly AdminRoute[];
