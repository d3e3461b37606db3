// Drives every admin route with marked secrets, good and bad; a new route has to say what it is called with.

import { type AdminOperation, adminRoutes } from '../../../shared/api/operations.ts';
import type { Route } from '../../../shared/api/route.ts';
import type { Recorder, Sent } from './recorder.ts';

export type AdminFixture = {
  readonly projectId: string;
  readonly keyId: string;
  readonly tokenId: string;
  readonly policyId: string;
  readonly ruleId: string;
  readonly dictionaryId: string;
  /** A full key of that project. */
  readonly key: string;
};

export type AdminMarks = {
  readonly token: string;
  readonly replacement: string;
  readonly baseUrl: string;
  /** What a rule matches in a text that it is tried on. */
  readonly matched: string;
};

const rule = (matched: string) => ({
  name: 'Marked',
  rule_type: 'regex',
  direction: 'all',
  decision: 'mask',
  config: { patterns: [{ pattern: `${matched.slice(0, 8)}[!-~]+` }] },
});

/** Null: none. */
const bodies = (
  { token, replacement, baseUrl, matched }: AdminMarks,
  { policyId }: AdminFixture,
): Readonly<Record<AdminOperation, object | null>> => {
  const trial = { message: `A text with ${matched}`, direction: 'inbound' };
  const created = { name: 'Marked', provider: 'openai', api_key: token, base_url: baseUrl };
  return {
    listProjects: null,
    createProject: { name: 'Marked' },
    getProject: null,
    updateProject: { description: 'changed' },
    deleteProject: null,
    listKeys: null,
    createKey: { name: 'Marked' },
    getKey: null,
    updateKey: { description: 'changed' },
    deactivateKey: null,
    getUsage: null,
    rotateKey: { overlap_seconds: 60 },
    listAudit: null,
    listProjectAudit: null,
    verifyAudit: null,
    verifyProjectAudit: null,
    listTokens: null,
    createToken: created,
    getToken: null,
    updateToken: { api_key: replacement },
    deleteToken: null,
    verifyToken: null,
    listProjectTokens: null,
    createProjectToken: created,
    getProjectToken: null,
    updateProjectToken: { api_key: replacement },
    deleteProjectToken: null,
    verifyProjectToken: null,
    listPolicies: null,
    createPolicy: { name: 'Marked' },
    getPolicy: null,
    updatePolicy: { description: 'changed' },
    deletePolicy: null,
    testPolicy: trial,
    listRules: null,
    createRule: rule(matched),
    getRule: null,
    updateRule: { description: 'changed' },
    deleteRule: null,
    testRule: trial,
    listPolicyVersions: null,
    savePolicyVersion: null,
    getPolicyVersion: null,
    listRulePresets: null,
    getProjectPolicy: null,
    setProjectPolicy: { policy_id: policyId },
    deleteProjectPolicy: null,
    listDictionaries: null,
    createDictionary: { name: 'Marked', terms: ['term'] },
    getDictionary: null,
    replaceDictionary: { terms: ['other'] },
    deleteDictionary: null,
    getHealth: null,
  };
};

const jsonOf = (method: string, body: string): RequestInit => ({
  method,
  body,
  headers: { 'content-type': 'application/json' },
});

type Ids = Omit<AdminFixture, 'key'>;

const fill = (path: string, ids: Ids): string =>
  path
    .replace('{project_id}', ids.projectId)
    .replace('{key_id}', ids.keyId)
    .replace('{token_id}', ids.tokenId)
    .replace('{policy_id}', ids.policyId)
    .replace('{rule_id}', ids.ruleId)
    .replace('{dictionary_id}', ids.dictionaryId)
    .replace('{version}', '1');

const routeOf = (operation: AdminOperation): Route => {
  const route = adminRoutes.find((candidate) => candidate.operation === operation);
  if (route === undefined) throw new Error(`no route of ${operation}`);
  return route;
};

/** As the operation is meant to be called. */
export function goodCall(route: Route, fixture: AdminFixture, marks: AdminMarks): Sent {
  const body = bodies(marks, fixture)[route.operation as AdminOperation];
  if (body === undefined) throw new Error(`nothing is known of ${route.operation}`);
  const path = fill(route.path, fixture);
  const { method } = route;
  return { path, init: body === null ? { method } : jsonOf(method, JSON.stringify(body)) };
}

/** Secrets where they do not belong, signed. */
export function badCalls(route: Route, fixture: AdminFixture, { token }: AdminMarks): Sent[] {
  const { key } = fixture;
  const { method } = route;
  const path = fill(route.path, fixture);
  const query = new URLSearchParams([
    ['cursor', key],
    [key, token],
  ]);
  const texts = [
    `{"api_key":"${token}","name":"${key}"`,
    JSON.stringify({ [key]: token, [token]: key }),
    JSON.stringify({
      name: [key],
      api_key: { token },
      provider: key,
      base_url: `https://${token}`,
    }),
  ];
  return [
    { path: `${path}?${query}`, init: { method } },
    { path: fill(route.path, allOf(key)), init: { method } },
    ...(['POST', 'PUT', 'PATCH'].includes(method)
      ? texts.map((text) => ({ path, init: jsonOf(method, text) }))
      : []),
  ];
}

const allOf = (id: string): AdminFixture => ({
  ...{ projectId: id, keyId: id, tokenId: id, key: id },
  ...{ policyId: id, ruleId: id, dictionaryId: id },
});

/** A project with a key and a token, a policy with a rule, and a dictionary; for account-wide routes the token is the account's. */
export async function newFixture(
  recorder: Recorder,
  route: Route,
  marks: AdminMarks,
): Promise<AdminFixture> {
  const make = async (operation: AdminOperation, fixture: AdminFixture) => {
    const made = routeOf(operation);
    const answer = await recorder.admin(made, goodCall(made, fixture, marks));
    if (answer.status !== made.success) throw new Error(`${operation}: ${answer.status}`);
    return JSON.parse(answer.body) as { id: string; api_key?: { id: string; key: string } };
  };
  const none = allOf('');
  const project = await make('createProject', none);
  const first = project.api_key ?? { id: '', key: '' };
  const policyId = (await make('createPolicy', none)).id;
  const ruleId = (await make('createRule', { ...none, policyId })).id;
  const dictionaryId = (await make('createDictionary', none)).id;
  const ids = { projectId: project.id, keyId: first.id, policyId, ruleId, dictionaryId };
  const fixture = { ...none, ...ids, key: first.key };
  const isAccountWide = !route.path.includes('{project_id}');
  const scope = isAccountWide ? 'createToken' : 'createProjectToken';
  if (!route.path.includes('{token_id}')) return fixture;
  return { ...fixture, tokenId: (await make(scope, fixture)).id };
}
