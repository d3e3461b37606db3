// The operations on policies, their rules and versions, and on what is in force in a project.
import type { policies, policyVersions, projectPolicy } from '../../shared/api/policies.ts';
import type { rulePresets, rules } from '../../shared/api/rules.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import type { PolicyId, RuleId } from '../../shared/kernel/ids.ts';
import {
  type ActivatePorts,
  activatePolicy,
  deactivatePolicy,
  getProjectPolicy,
} from '../../shared/policies/activate.ts';
import {
  createPolicy,
  deletePolicy,
  getPolicy,
  listPolicies,
  updatePolicy,
} from '../../shared/policies/policies.ts';
import {
  viewPolicy,
  viewProjectPolicy,
  viewRule,
  viewSummary,
  viewVersion,
} from '../../shared/policies/policy-view.ts';
import {
  createRule,
  deleteRule,
  getRule,
  listRules,
  updateRule,
} from '../../shared/policies/rules.ts';
import { type TryPorts, tryPolicy, tryRule } from '../../shared/policies/trial/try-out.ts';
import { viewTrial } from '../../shared/policies/trial/try-view.ts';
import { getVersion, listVersions, saveVersion } from '../../shared/policies/versions.ts';
import { presets } from '../../shared/rules/presets.ts';
import type { Operations, Replays } from './operation.ts';

export type PolicyPorts = ActivatePorts &
  TryPorts & { readonly cursors: () => Promise<CursorCodec> };

type PolicyOperation = keyof typeof policies | 'testPolicy';
type RuleOperation = keyof typeof rules | keyof typeof rulePresets;

export function policyOperations(ports: PolicyPorts): Pick<Operations, PolicyOperation> {
  return {
    listPolicies: async ({ query }) => {
      const list = await listPolicies(query, { ...ports, cursors: await ports.cursors() });
      return {
        policies: list.policies.map(viewPolicy),
        total: list.total,
        next_cursor: list.nextCursor,
      };
    },
    createPolicy: async ({ body, callerArn }) =>
      viewPolicy(await createPolicy(body, callerArn, ports)),
    getPolicy: async ({ ids }) => viewPolicy(await getPolicy(ids.policy_id, ports)),
    updatePolicy: async ({ ids, body, ...call }) =>
      viewPolicy(await updatePolicy(ids.policy_id, body, call, ports)),
    deletePolicy: async ({ ids }) => {
      await deletePolicy(ids.policy_id, ports);
      return null;
    },
    testPolicy: async ({ ids, body }) => viewTrial(await tryPolicy(ids.policy_id, body, ports)),
  };
}

export function ruleOperations(ports: PolicyPorts): Pick<Operations, RuleOperation> {
  return {
    listRules: async ({ ids, query }) => {
      const cursors = await ports.cursors();
      const list = await listRules(ids.policy_id, query, { ...ports, cursors });
      return {
        rules: list.rules.map((rule) => viewRule(ids.policy_id, rule)),
        total: list.total,
        next_cursor: list.nextCursor,
      };
    },
    createRule: async ({ ids, body, callerArn }) =>
      viewRule(ids.policy_id, await createRule(ids.policy_id, body, callerArn, ports)),
    getRule: async ({ ids }) =>
      viewRule(ids.policy_id, await getRule(ids.policy_id, ids.rule_id, ports)),
    updateRule: async ({ ids, body, ...call }) =>
      viewRule(ids.policy_id, await updateRule(ids.policy_id, ids.rule_id, body, call, ports)),
    deleteRule: async ({ ids, callerArn }) => {
      await deleteRule(ids.policy_id, ids.rule_id, callerArn, ports);
      return null;
    },
    testRule: async ({ ids, body }) =>
      viewTrial(await tryRule(ids.policy_id, ids.rule_id, body, ports)),
    listRulePresets: async () => ({
      presets: presets.map(({ config, ...preset }) => ({ ...preset, config: { ...config } })),
    }),
  };
}

export function versionOperations(
  ports: PolicyPorts,
): Pick<Operations, keyof typeof policyVersions> {
  return {
    listPolicyVersions: async ({ ids, query }) => {
      const cursors = await ports.cursors();
      const list = await listVersions(ids.policy_id, query, { ...ports, cursors });
      return {
        versions: list.versions.map(viewSummary),
        total: list.total,
        next_cursor: list.nextCursor,
      };
    },
    savePolicyVersion: async ({ ids, callerArn }) => {
      const { latest, isNew } = await saveVersion(ids.policy_id, callerArn, ports);
      return { ...viewSummary(latest), saved: isNew };
    },
    getPolicyVersion: async ({ ids }) =>
      viewVersion(await getVersion(ids.policy_id, Number(ids.version), ports)),
  };
}

export function activationOperations(
  ports: PolicyPorts,
): Pick<Operations, keyof typeof projectPolicy> {
  return {
    getProjectPolicy: async ({ ids }) => {
      const { project, policy } = await getProjectPolicy(ids.project_id, ports);
      return viewProjectPolicy(project, policy);
    },
    setProjectPolicy: async ({ ids, body, ...call }) => {
      const { project, policy } = await activatePolicy(ids.project_id, body, call, ports);
      return viewProjectPolicy(project, policy);
    },
    deleteProjectPolicy: async ({ ids }) => {
      await deactivatePolicy(ids.project_id, ports);
      return null;
    },
  };
}

export const policyReplays = (
  ports: PolicyPorts,
): Pick<Replays, 'createPolicy' | 'createRule'> => ({
  createPolicy: async (_ids, [policyId]) => ({
    ...viewPolicy(await getPolicy(policyId as PolicyId, ports)),
    idempotent_replay: true,
  }),
  createRule: async ({ policy_id }, [ruleId]) => ({
    ...viewRule(policy_id, await getRule(policy_id, ruleId as RuleId, ports)),
    idempotent_replay: true,
  }),
});
