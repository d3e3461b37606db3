// Policies, rules and dictionaries on the admin plane of a test.
import type { AdminSystem, Answer, CallOptions } from './admin-system.ts';

export type Made = { readonly id: string; readonly path: string; readonly answer: Answer };

const made = (answer: Answer, path: string): Made => ({
  id: answer.body?.id,
  path: `${path}/${answer.body?.id}`,
  answer,
});

export async function newPolicy(admin: AdminSystem, body: object = {}): Promise<Made> {
  const path = '/api/v1/policies';
  return made(await admin.call('POST', path, { body: { name: 'Test policy', ...body } }), path);
}

export const ruleBody = (changes: object = {}): Record<string, unknown> => ({
  name: 'Test rule',
  rule_type: 'regex',
  direction: 'all',
  decision: 'mask',
  config: { patterns: [{ pattern: 'apollo[0-9]+', replacement: '[PROJECT]' }] },
  ...changes,
});

export async function newRule(
  admin: AdminSystem,
  policy: Made,
  changes: object = {},
): Promise<Made> {
  const path = `${policy.path}/rules`;
  return made(await admin.call('POST', path, { body: ruleBody(changes) }), path);
}

export async function newDictionary(
  admin: AdminSystem,
  terms: readonly string[] = ['apollo', 'gemini'],
  changes: object = {},
): Promise<Made> {
  const path = '/api/v1/dictionaries';
  const body = { name: 'Test dictionary', terms, ...changes };
  return made(await admin.call('POST', path, { body }), path);
}

export const dictionaryRule = (dictionaryId: string, changes: object = {}) =>
  ruleBody({ rule_type: 'aho_corasick', config: { dictionary_id: dictionaryId }, ...changes });

/** What a policy makes of a text. */
export async function tried(
  admin: AdminSystem,
  path: string,
  message: string,
  more: object = {},
): Promise<Answer> {
  const body = { message, direction: 'inbound', ...more };
  return admin.call('POST', `${path}/test`, { body });
}

/** The latest version's number, and the texts of its answer. */
export async function versionOf(admin: AdminSystem, policy: Made): Promise<number> {
  return (await admin.call('GET', policy.path)).body.version;
}

export const activate = (
  admin: AdminSystem,
  project: { readonly path: string },
  policyId: string,
  version?: number,
  options: CallOptions = {},
): Promise<Answer> => {
  const body = { policy_id: policyId, ...(version === undefined ? {} : { version }) };
  return admin.call('PUT', `${project.path}/policy`, { body, ...options });
};
