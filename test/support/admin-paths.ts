// Every path of the admin plane, filled with ids: of things that exist, or of nothing.
import { newDictionary, newPolicy, newRule, ruleBody } from './admin-policies.ts';
import type { AdminSystem } from './admin-system.ts';
import { newKey, newProject, newToken } from './use-admin.ts';

export type PathIds = {
  readonly projectId: string;
  readonly keyId: string;
  readonly ownTokenId: string;
  readonly accountTokenId: string;
  readonly policyId: string;
  readonly ruleId: string;
  readonly dictionaryId: string;
};

const NONE = '0'.repeat(22);

/** Well-formed ids that nothing has. */
export const noIds: PathIds = {
  projectId: `proj_${NONE}`,
  keyId: `key_${NONE}`,
  ownTokenId: `tok_${NONE}`,
  accountTokenId: `tok_${NONE}`,
  policyId: `pol_${NONE}`,
  ruleId: `rule_${NONE}`,
  dictionaryId: `dict_${NONE}`,
};

/** One thing of each kind. */
export async function existingIds(admin: AdminSystem): Promise<PathIds> {
  const project = await newProject(admin);
  const policy = await newPolicy(admin);
  return {
    projectId: project.id,
    keyId: (await newKey(admin, project)).id,
    ownTokenId: (await newToken(admin, project.path)).id,
    accountTokenId: (await newToken(admin, '/api/v1')).id,
    policyId: policy.id,
    ruleId: (await newRule(admin, policy)).id,
    dictionaryId: (await newDictionary(admin)).id,
  };
}

export const filledPath = (path: string, ids: PathIds): string =>
  path
    .replace('{project_id}', ids.projectId)
    .replace('{key_id}', ids.keyId)
    .replace('{token_id}', path.includes('{project_id}') ? ids.ownTokenId : ids.accountTokenId)
    .replace('{policy_id}', ids.policyId)
    .replace('{rule_id}', ids.ruleId)
    .replace('{dictionary_id}', ids.dictionaryId)
    .replace('{version}', '1');

/** A body that the operation would carry out. */
export function soundBody(method: string, path: string, { policyId }: PathIds): object {
  if (path.endsWith('/rotate')) return {};
  if (path.endsWith('/policy')) return { policy_id: policyId };
  if (path.endsWith('/test')) return { message: 'x', direction: 'inbound' };
  if (method === 'PATCH' || method === 'PUT') return { name: 'changed' };
  if (path.endsWith('/tokens')) return { name: 'x', provider: 'openai', api_key: 'sk-12345678' };
  if (path.endsWith('/rules')) return ruleBody();
  return path.endsWith('/dictionaries') ? { name: 'x', terms: ['x'] } : { name: 'x' };
}
