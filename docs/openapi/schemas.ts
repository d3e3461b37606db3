// The schemas of the admin plane under names, and the few that are not written with the schema library.
import * as z from 'zod/mini';
import { type AdminOperation, operationNamed } from '../../shared/api/operations.ts';
import { auditEvent } from '../../shared/audit/event.ts';
import { listAuditAnswer, verifyAuditAnswer } from '../../shared/audit/schema.ts';
import { healthAnswer } from '../../shared/http/health.ts';
import {
  createdKeyAnswer,
  createKeyBody,
  keyAnswer,
  listKeysAnswer,
  replayedKeyAnswer,
  rotateKeyBody,
  updateKeyBody,
} from '../../shared/keys/schema.ts';
import { githubReportAnswer } from '../../shared/leaks/github-report.ts';
import { holderReportAnswer, holderReportBody } from '../../shared/leaks/holder-report.ts';
import {
  createDictionaryBody,
  dictionaryAnswer,
  dictionaryWithTermsAnswer,
  listDictionariesAnswer,
  replaceDictionaryBody,
  replayedDictionaryAnswer,
} from '../../shared/policies/dictionaries/dictionary-schema.ts';
import {
  createPolicyBody,
  listPoliciesAnswer,
  listVersionsAnswer,
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
  replayedRuleAnswer,
  ruleAnswer,
  rulePresetsAnswer,
  updateRuleBody,
} from '../../shared/policies/rule-schema.ts';
import { tryAnswer, tryBody } from '../../shared/policies/trial/try-schema.ts';
import {
  createdProjectAnswer,
  createProjectBody,
  listProjectsAnswer,
  projectAnswer,
  replayedProjectAnswer,
  updateProjectBody,
} from '../../shared/projects/schema.ts';
import {
  createTokenBody,
  listTokensAnswer,
  replayedTokenAnswer,
  tokenAnswer,
  updateTokenBody,
  verifyTokenAnswer,
} from '../../shared/tokens/schema.ts';
import { usageAnswer } from '../../shared/usage/schema.ts';
import { plainSchemas } from './plain-schemas.ts';

type Json = Record<string, unknown>;

const NAMED: Readonly<Record<string, z.ZodMiniType>> = {
  CreateProject: createProjectBody,
  UpdateProject: updateProjectBody,
  Project: projectAnswer,
  CreatedProject: createdProjectAnswer,
  ReplayedProject: replayedProjectAnswer,
  ProjectList: listProjectsAnswer,
  CreateKey: createKeyBody,
  UpdateKey: updateKeyBody,
  RotateKey: rotateKeyBody,
  Key: keyAnswer,
  CreatedKey: createdKeyAnswer,
  ReplayedKey: replayedKeyAnswer,
  KeyList: listKeysAnswer,
  CreateToken: createTokenBody,
  UpdateToken: updateTokenBody,
  Token: tokenAnswer,
  ReplayedToken: replayedTokenAnswer,
  TokenList: listTokensAnswer,
  TokenVerification: verifyTokenAnswer,
  CreatePolicy: createPolicyBody,
  UpdatePolicy: updatePolicyBody,
  Policy: policyAnswer,
  ReplayedPolicy: replayedPolicyAnswer,
  PolicyList: listPoliciesAnswer,
  CreateRule: createRuleBody,
  UpdateRule: updateRuleBody,
  Rule: ruleAnswer,
  ReplayedRule: replayedRuleAnswer,
  RuleList: listRulesAnswer,
  RulePresets: rulePresetsAnswer,
  Trial: tryBody,
  TrialResult: tryAnswer,
  PolicyVersionList: listVersionsAnswer,
  PolicyVersion: versionAnswer,
  SavedPolicyVersion: savedVersionAnswer,
  SetProjectPolicy: setProjectPolicyBody,
  ProjectPolicy: projectPolicyAnswer,
  CreateDictionary: createDictionaryBody,
  ReplaceDictionary: replaceDictionaryBody,
  Dictionary: dictionaryAnswer,
  DictionaryWithTerms: dictionaryWithTermsAnswer,
  ReplayedDictionary: replayedDictionaryAnswer,
  DictionaryList: listDictionariesAnswer,
  AuditEvent: auditEvent,
  AuditEventList: listAuditAnswer,
  AuditVerification: verifyAuditAnswer,
  Usage: usageAnswer,
  LeakReport: holderReportBody,
  LeakReportAccepted: holderReportAnswer,
  GithubLeakFeedback: githubReportAnswer,
  Health: healthAnswer,
};

/** Throws for a schema without a name: every body and answer of the plane is in the document. */
export function refTo(schema: z.ZodMiniType): Json {
  const name = Object.keys(NAMED).find((key) => NAMED[key] === schema);
  if (name === undefined) throw new Error('a wire form uses a schema without a name');
  return { $ref: `#/components/schemas/${name}` };
}

export function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // The format says it; the library's pattern for it is a line long.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const named = Object.entries(schemas).map(([name, schema]) => {
    const { $schema: _dialect, $id: _id, ...rest } = schema;
    return [name, rest];
  });
  return { ...Object.fromEntries(named), ...plainSchemas };
}

/** The JSON Schema of each query parameter of an operation. */
export function querySchemas(operation: AdminOperation): Record<string, Json> {
  const { properties = {} } = z.toJSONSchema(operationNamed(operation).query, { io: 'input' });
  // It arrives as text, but a client's generator should take a number.
  const limit = { type: 'integer', minimum: 1, maximum: 100, default: 20 };
  return { ...properties, ...('limit' in properties ? { limit } : {}) } as Record<string, Json>;
}
