// The wire forms of policies, rules, versions, dictionaries, and of what is in force in a project.
import { noQuery } from '../../shared/http/wire-form.ts';
import {
  createDictionaryBody,
  dictionaryAnswer,
  dictionaryQuery,
  dictionaryWithTermsAnswer,
  getDictionaryQuery,
  listDictionariesAnswer,
  listDictionariesQuery,
  replaceDictionaryBody,
  replayedDictionaryAnswer,
} from '../../shared/policies/dictionaries/dictionary-schema.ts';
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
} from '../../shared/policies/policy-schema.ts';
import {
  createRuleBody,
  listRulesAnswer,
  listRulesQuery,
  replayedRuleAnswer,
  ruleAnswer,
  rulePresetsAnswer,
  updateRuleBody,
} from '../../shared/policies/rule-schema.ts';
import { tryAnswer, tryBody } from '../../shared/policies/trial/try-schema.ts';

const gone = { query: noQuery, body: null, answer: null };
const tried = { query: noQuery, body: tryBody, answer: tryAnswer };

export const policyWire = {
  listPolicies: { query: listPoliciesQuery, body: null, answer: listPoliciesAnswer },
  createPolicy: {
    query: noQuery,
    body: createPolicyBody,
    answer: policyAnswer,
    replay: replayedPolicyAnswer,
  },
  getPolicy: { query: noQuery, body: null, answer: policyAnswer },
  updatePolicy: { query: noQuery, body: updatePolicyBody, answer: policyAnswer },
  deletePolicy: gone,
  testPolicy: tried,
  listRules: { query: listRulesQuery, body: null, answer: listRulesAnswer },
  createRule: {
    query: noQuery,
    body: createRuleBody,
    answer: ruleAnswer,
    replay: replayedRuleAnswer,
  },
  getRule: { query: noQuery, body: null, answer: ruleAnswer },
  updateRule: { query: noQuery, body: updateRuleBody, answer: ruleAnswer },
  deleteRule: gone,
  testRule: tried,
  listPolicyVersions: { query: listVersionsQuery, body: null, answer: listVersionsAnswer },
  savePolicyVersion: { query: noQuery, body: null, answer: savedVersionAnswer },
  getPolicyVersion: { query: noQuery, body: null, answer: versionAnswer },
  listRulePresets: { query: noQuery, body: null, answer: rulePresetsAnswer },
  getProjectPolicy: { query: noQuery, body: null, answer: projectPolicyAnswer },
  setProjectPolicy: { query: noQuery, body: setProjectPolicyBody, answer: projectPolicyAnswer },
  deleteProjectPolicy: gone,
  listDictionaries: { query: listDictionariesQuery, body: null, answer: listDictionariesAnswer },
  createDictionary: {
    query: dictionaryQuery,
    body: createDictionaryBody,
    takesText: true,
    answer: dictionaryAnswer,
    replay: replayedDictionaryAnswer,
  },
  getDictionary: { query: getDictionaryQuery, body: null, answer: dictionaryWithTermsAnswer },
  replaceDictionary: {
    query: dictionaryQuery,
    body: replaceDictionaryBody,
    takesText: true,
    answer: dictionaryAnswer,
  },
  deleteDictionary: gone,
} as const;
