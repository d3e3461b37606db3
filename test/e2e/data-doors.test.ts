// The common suite of the data plane: what every route refuses, and that our own trouble is never the key's fault.
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { checksumOf } from '../../shared/keys/secret/grammar.ts';
import {
  callsModel,
  type DoorRoute,
  doorRoutes,
  expectRefusal,
  methodsOf,
  pathOf,
  requestOf,
} from './routes.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();
const NOBODY = ['203.0.113.7'];

let door: Door;
let expiring: Door & { readonly expiresAtMs: number };
let switchedOff: Door;
let deleted: Door;
let farAwayKey: Door;
let farAwayProject: Door;
beforeAll(async () => {
  // Of a project that may name whatever its provider keeps: each route is asked for one stored response.
  door = await system.newProject({ provider_objects: 'any' });
  const expiresAtMs = Math.floor(Date.now() / 1000) * 1000 + 3_000;
  const expires_at = new Date(expiresAtMs).toISOString();
  expiring = { ...(await system.newKey(door.projectId, { expires_at })), expiresAtMs };
  farAwayKey = await system.newKey(door.projectId, { restrictions: { allowed_ips: NOBODY } });
  farAwayProject = await system.newProject({ allowed_ips: NOBODY });
  switchedOff = await system.newProject();
  const off = { is_active: false };
  expect((await system.admin('PATCH', `/projects/${switchedOff.projectId}`, off)).status).toBe(200);
  deleted = await system.newProject();
  expect((await system.admin('DELETE', `/projects/${deleted.projectId}`)).status).toBe(204);
});

const ask = (route: DoorRoute, key: string | null, init: RequestInit = {}): Promise<Response> =>
  system.call(pathOf(route), key, { ...requestOf(route), ...init });

/** Well-formed, checksum included, and never handed out. */
const unknownKey = (version = '1'): string => {
  const body = `clai_${version}${'Ab3'.repeat(10)}xY`;
  return body + checksumOf(body);
};

/** What an earlier call writes while its answer goes out may still be on its way: it counts for that one. */
it('the suite has read every route of the table', () => {
  expect(doorRoutes.map(({ title }) => title)).toContain('POST /v1/messages');
  expect(doorRoutes.length).toBeGreaterThanOrEqual(7);
});

describe.each(doorRoutes)('$title', (route) => {
  const { dialect } = route;

  it('answers a good key, in either header', async () => {
    const response = await ask(route, door.key);
    expect([response.status, response.headers.get('x-request-id')]).toEqual([
      200,
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
    await response.text();
    const headers = { ...requestOf(route).headers, 'x-api-key': door.key };
    expect((await ask(route, null, { headers })).status).toBe(200);
  });

  it('without a credential is 401, and no store is asked', async () => {
    const calls = system.watchStores();
    await expectRefusal(await ask(route, null), 'invalid_api_key', dialect);
    expect(calls).toEqual([]);
  });

  it('with a malformed key is 401, and no store is asked', async () => {
    const calls = system.watchStores();
    const typo = `${door.key.slice(0, -1)}${door.key.endsWith('0') ? '1' : '0'}`;
    await expectRefusal(await ask(route, typo), 'invalid_api_key', dialect);
    expect(calls).toEqual([]);
  });

  it('with an unknown key is 401 after one strongly consistent read', async () => {
    const calls = system.watchStores();
    await expectRefusal(await ask(route, unknownKey()), 'invalid_api_key', dialect);
    expect(calls).toMatchObject([{ action: 'GetItem', input: { ConsistentRead: true } }]);
  });

  it('with a key deactivated a moment ago is 401', async () => {
    const own = await system.newKey(door.projectId);
    expect((await ask(route, own.key)).status).toBe(200);
    system.mock.reset();
    await system.deactivate(own);
    await expectRefusal(await ask(route, own.key), 'deactivated_api_key', dialect);
    expect(system.mock.requests).toEqual([]);
  });

  it('with a key that expired a second ago is 401', async () => {
    await sleep(Math.max(0, expiring.expiresAtMs + 1_000 - Date.now()));
    await expectRefusal(await ask(route, expiring.key), 'expired_api_key', dialect);
  });

  it('of a project that is switched off is 403', async () => {
    await expectRefusal(await ask(route, switchedOff.key), 'project_inactive', dialect);
  });

  it('of a deleted project is 401: its keys are deactivated', async () => {
    await expectRefusal(await ask(route, deleted.key), 'deactivated_api_key', dialect);
  });

  it("from an address outside the key's or the project's list is 403", async () => {
    await expectRefusal(await ask(route, farAwayKey.key), 'ip_not_allowed', dialect);
    await expectRefusal(await ask(route, farAwayProject.key), 'ip_not_allowed', dialect);
    expect(system.mock.requests).toEqual([]);
  });

  it('while the keys cannot be read is 503, and recovers', async () => {
    system.local.setFault(({ caller }) => (isAuthorizer(caller) ? OUTAGE : null));
    // No authorizer has told the gateway which path it is, so its own answer speaks OpenAI's format everywhere.
    await expectRefusal(await ask(route, door.key), 'service_unavailable');
    system.local.setFault(null);
    expect((await ask(route, door.key)).status).toBe(200);
  });

  it('while the project cannot be read is 503, and recovers', async () => {
    system.local.setFault(({ caller }) => (isAuthorizer(caller) ? null : { kind: 'reset' }));
    await expectRefusal(await ask(route, door.key), 'service_unavailable', dialect);
    expect(system.mock.requests).toEqual([]);
    system.local.setFault(null);
    expect((await ask(route, door.key)).status).toBe(200);
  });

  it('by another method is 405 with the methods that it has; without a key 401', async () => {
    const wrong = { method: 'PATCH', body: null };
    const response = await ask(route, door.key, wrong);
    expect(response.headers.get('allow')).toBe(methodsOf(route));
    await expectRefusal(response, 'method_not_allowed', dialect);
    await expectRefusal(await ask(route, null, wrong), 'invalid_api_key', dialect);
  });
});

const OUTAGE = { kind: 'error', status: 500, type: 'InternalServerError' } as const;
const isAuthorizer = (caller: string): boolean => caller.includes('Authorizer');

describe('a secret that cannot be read at a cold start', () => {
  it('is 503 on every route when it is the pepper, and recovers', async () => {
    system.local.setFault(({ service }) => (service === 'secretsmanager' ? OUTAGE : null));
    await system.local.recycleFunctions();
    for (const route of doorRoutes)
      await expectRefusal(await ask(route, door.key), 'service_unavailable');
    system.local.setFault(null);
    for (const route of doorRoutes) expect((await ask(route, door.key)).status).toBe(200);
  });

  it('is 503 on every model call when it is the provider token, and recovers', async () => {
    await system.local.recycleFunctions();
    system.local.setFault(({ service, caller }) =>
      service === 'secretsmanager' && !isAuthorizer(caller) ? { kind: 'reset' } : null,
    );
    const routes = doorRoutes.filter(callsModel);
    for (const route of routes)
      await expectRefusal(await ask(route, door.key), 'service_unavailable', route.dialect);
    expect(system.mock.requests).toEqual([]);
    system.local.setFault(null);
    for (const route of routes) expect((await ask(route, door.key)).status).toBe(200);
  });
});

it('a project that is switched on again serves the next request', async () => {
  const own = await system.newProject();
  for (const is_active of [false, true]) {
    await system.admin('PATCH', `/projects/${own.projectId}`, { is_active });
    expect((await system.call('/v1/key', own.key)).status).toBe(is_active ? 200 : 403);
  }
});

it('a store that never answers is 503, too, for the key and for the project', async () => {
  const own = await system.newProject();
  system.local.setFault(({ caller, input }) => {
    const asked = JSON.stringify(input);
    const hangs = isAuthorizer(caller) ? asked.includes(door.keyId) : asked.includes(own.projectId);
    return hangs ? { kind: 'hang' } : null;
  });
  const answers = [door, own].map(({ key }) => system.call('/v1/key', key));
  for (const answer of await Promise.all(answers))
    await expectRefusal(answer, 'service_unavailable');
});
