// The common suite of the admin plane: nobody without a permission gets in, and nothing changes when they try.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreCall } from '../../local/stores/faults.ts';
import { type AdminOperation, adminRoutes } from '../../shared/api/operations.ts';
import { type AdminCall, type Answer, adminOf, answerOf } from './admin.ts';
import { expectRefusal } from './routes.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();

type Route = (typeof adminRoutes)[number];

let door: Door;
let tokens: Readonly<Record<'account' | 'project', string>>;
let policyId: string;
let ruleId: string;
let dictionaryId: string;
beforeAll(async () => {
  door = await system.newProject();
  const token = { name: 'Own', provider: 'openai', api_key: 'sk-own-token-of-the-project' };
  const made = await system.admin('POST', `/projects/${door.projectId}/tokens`, token);
  const listed = (await system.admin('GET', '/tokens')).body['tokens'] as { id: string }[];
  tokens = { account: listed[0]?.id ?? '', project: String(made.body['id']) };
  const idOf = async (path: string, body: object): Promise<string> =>
    String((await system.admin('POST', path, body)).body['id']);
  policyId = await idOf('/policies', { name: 'Own' });
  ruleId = await idOf(`/policies/${policyId}/rules`, RULE);
  dictionaryId = await idOf('/dictionaries', { name: 'Own', terms: ['own'] });
});

const RULE = {
  name: 'Own',
  rule_type: 'regex',
  direction: 'all',
  decision: 'mask',
  config: { patterns: [{ pattern: 'own' }] },
};

/** Bodies that would be carried out if the caller were let in. */
const bodies: Readonly<Partial<Record<AdminOperation, object>>> = {
  createProject: { name: 'Intruder' },
  updateProject: { is_active: false },
  createKey: { name: 'Intruder' },
  updateKey: { name: 'Intruder' },
  rotateKey: { overlap_seconds: 0 },
  createToken: { name: 'Intruder', provider: 'intruder', api_key: 'sk-intruders-own-token' },
  updateToken: { name: 'Intruder' },
  createProjectToken: { name: 'Intruder', provider: 'intruder', api_key: 'sk-intruders-own-token' },
  updateProjectToken: { name: 'Intruder' },
  createPolicy: { name: 'Intruder' },
  updatePolicy: { name: 'Intruder' },
  createRule: RULE,
  updateRule: { is_enabled: false },
  createDictionary: { name: 'Intruder', terms: ['intruder'] },
  replaceDictionary: { terms: ['intruder'] },
};

/** Of operations whose body names a thing that exists. */
const bodyOf = ({ operation }: Pick<Route, 'operation'>): object | undefined => {
  if (operation === 'setProjectPolicy') return { policy_id: policyId };
  const isTrial = operation === 'testPolicy' || operation === 'testRule';
  return isTrial ? { message: 'own', direction: 'inbound' } : bodies[operation];
};

/** Filled with ids of things that exist, without `/api/v1`. */
const pathOf = ({ path }: Route): string =>
  path
    .replace('/api/v1', '')
    .replace('{project_id}', door.projectId)
    .replace('{key_id}', door.keyId)
    .replace('{policy_id}', policyId)
    .replace('{rule_id}', ruleId)
    .replace('{dictionary_id}', dictionaryId)
    .replace('{version}', '1')
    .replace('{token_id}', path.includes('{project_id}') ? tokens.project : tokens.account);

const initOf = (route: Route, headers: Record<string, string> = {}): RequestInit => ({
  method: route.method,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(bodyOf(route)) ?? null,
});
const unsigned = (route: Route, headers?: Record<string, string>): Promise<Response> =>
  fetch(`${system.local.adminUrl}/api/v1${pathOf(route)}`, initOf(route, headers));

/** Everything that an operator can see. */
async function everything(): Promise<unknown[]> {
  const project = `/projects/${door.projectId}`;
  const policy = `/policies/${policyId}`;
  const paths = [
    ...['/projects', project, `${project}/api-keys`, `${project}/tokens`, '/tokens'],
    ...[`${project}/policy`, '/policies', policy, `${policy}/rules`, '/dictionaries'],
  ];
  return Promise.all(paths.map(async (path) => (await system.admin('GET', path)).body));
}

const refusedAs = ({ status, body }: Answer): unknown => [
  status,
  (body['error'] as Record<string, unknown> | undefined)?.['code'],
];

describe.each(
  adminRoutes.map((route) => ({ ...route, title: `${route.method} ${route.path}` })),
)('$title', (route) => {
  let before: unknown[];
  let calls: readonly StoreCall[];
  beforeEach(async () => {
    before = await everything();
    calls = system.watchStores();
  });
  const expectNothingHappened = async (): Promise<void> => {
    expect(calls).toEqual([]);
    expect(await everything()).toEqual(before);
  };

  it('lets nobody in without a permission, and nothing changes', async () => {
    await expectRefusal(await unsigned(route), 'invalid_signature');
    const bearer = { authorization: `Bearer ${door.key}` };
    await expectRefusal(await unsigned(route, bearer), 'invalid_signature');
    await expectRefusal(await unsigned(route, { 'x-api-key': door.key }), 'invalid_signature');

    const { local } = system;
    const call = (admin: AdminCall): Promise<Answer> =>
      admin(route.method, pathOf(route), bodyOf(route));
    const forger = { ...local.operator, secretAccessKey: local.outsider.secretAccessKey };
    expect(refusedAs(await call(adminOf(local, forger)))).toEqual([403, 'invalid_signature']);
    const stranger = { ...local.operator, accessKeyId: 'AKIA0000000000000000' };
    expect(refusedAs(await call(adminOf(local, stranger)))).toEqual([403, 'invalid_signature']);
    const outsider = await call(adminOf(local, local.outsider));
    expect(refusedAs(outsider)).toEqual([403, 'access_denied']);
    expect(outsider.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await expectNothingHappened();
  });
});

describe('an operator', () => {
  const codeOf = async (answer: Promise<Answer>): Promise<unknown> => refusedAs(await answer);

  it("gets 404 for another project's key, which is left as it is", async () => {
    const other = await system.newProject();
    const path = `/projects/${door.projectId}/api-keys/${other.keyId}`;
    for (const method of ['GET', 'DELETE'])
      expect(await codeOf(system.admin(method, path))).toEqual([404, 'not_found']);
    expect(await codeOf(system.admin('PATCH', path, { name: 'x' }))).toEqual([404, 'not_found']);
    expect((await system.call('/v1/key', other.key)).status).toBe(200);
  });

  it.each([
    ['a path inside an id', '/projects/proj_1%2Fapi-keys'],
    ['an id of 5 kB', `/projects/proj_${'1'.repeat(5_000)}`],
    ['an unknown path', '/projectz'],
    ['a path below a known one', '/health/deep'],
  ])('gets 404 for %s', async (_what, path) => {
    expect(await codeOf(system.admin('GET', path))).toEqual([404, 'not_found']);
  });

  it('gets 400 for a repeated query parameter, 405 for another method', async () => {
    const repeated = system.admin('GET', '/projects?limit=1&limit=9999');
    expect(await codeOf(repeated)).toEqual([400, 'invalid_request']);
    const wrong = await system.admin('PUT', '/projects', { name: 'x' });
    expect(refusedAs(wrong)).toEqual([405, 'method_not_allowed']);
    expect(wrong.headers.get('allow')).toBe('GET, POST');
  });

  it('gets 422 for fields that are not theirs to set', async () => {
    for (const field of ['status', 'digest', 'project_id', 'created_by', 'key']) {
      const body = { name: 'x', [field]: 'x' };
      const answer = await system.admin('POST', `/projects/${door.projectId}/api-keys`, body);
      expect(refusedAs(answer)).toEqual([422, 'validation_error']);
      expect(answer.body).toMatchObject({ error: { param: field } });
    }
  });

  it('cannot revive a deactivated key', async () => {
    const own = await system.newKey(door.projectId);
    await system.deactivate(own);
    await system.deactivate(own);
    const path = `/projects/${door.projectId}/api-keys/${own.keyId}`;
    expect(await codeOf(system.admin('PATCH', path, { name: 'x' }))).toEqual([
      409,
      'key_deactivated',
    ]);
  });

  it('gets 503 while the store is down, and what was asked then has not happened', async () => {
    const before = await everything();
    system.local.setFault(() => ({ kind: 'reset' }));
    for (const answer of [
      await system.admin('GET', '/projects'),
      await system.admin('POST', '/projects', { name: 'Lost' }),
      await system.admin('DELETE', `/projects/${door.projectId}/api-keys/${door.keyId}`),
    ])
      expect(refusedAs(answer)).toEqual([503, 'service_unavailable']);
    system.local.setFault(null);
    expect(await everything()).toEqual(before);
    expect((await answerOf(await system.call('/v1/key', door.key))).status).toBe(200);
  });
});
