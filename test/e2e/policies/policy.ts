// Policies of the whole system, made and activated by its operator.
import type { Answer } from '../admin.ts';
import type { Door, TestSystem } from '../system.ts';

/** The id of a new policy with these rules; names are given, and direction and decision unless a rule has its own. */
export async function newPolicy(system: TestSystem, rules: readonly object[]): Promise<string> {
  const policy = await done(system.admin('POST', '/policies', { name: 'Tested' }), 201);
  const policyId = String(policy.body['id']);
  for (const rule of rules) await addRule(system, policyId, rule);
  return policyId;
}

/** Makes a new version of the policy. */
export async function addRule(system: TestSystem, policyId: string, rule: object): Promise<void> {
  const body = { name: 'Tested', direction: 'inbound', decision: 'mask', ...rule };
  await done(system.admin('POST', `/policies/${policyId}/rules`, body), 201);
}

/** From the next request on. Without a version, the newest. The answer tells which. */
export const activate = (
  system: TestSystem,
  { projectId }: Door,
  policyId: string,
  version?: number,
): Promise<Answer> =>
  done(
    system.admin('PUT', `/projects/${projectId}/policy`, {
      policy_id: policyId,
      ...(version === undefined ? {} : { version }),
    }),
    200,
  );

async function done(call: Promise<Answer>, status: number): Promise<Answer> {
  const answer = await call;
  if (answer.status !== status)
    throw new Error(`the admin API answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}
