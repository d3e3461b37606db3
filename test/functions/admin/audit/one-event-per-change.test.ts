// Each change of an operator's makes exactly one event, which says who, what, before and after.
import { describe, expect, it } from 'vitest';
import { USER_ARN } from '../../../support/admin-system.ts';
import { eventsOf } from '../../../support/audit.ts';
import {
  newKey,
  newProject,
  newToken,
  TOKEN_VALUE,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

/** The one event that `change` adds to a chain. */
async function eventOf(path: string, change: () => Promise<unknown>) {
  const before = await eventsOf(admin, path);
  await change();
  const added = (await eventsOf(admin, path)).slice(before.length);
  expect(added).toHaveLength(1);
  return added[0];
}

describe('an event', () => {
  it('names actor, time, request, target and outcome, all from verified sources', async () => {
    const project = await newProject(admin);
    const event = await eventOf(project.path, () =>
      admin.call('PATCH', project.path, {
        body: { name: 'after' },
        headers: { 'X-User': 'mallory', 'X-Forwarded-For': '198.51.100.1' },
      }),
    );
    expect(event).toMatchObject({
      project_id: project.id,
      sequence: 2,
      time: '2026-11-22T12:00:00.000Z',
      action: 'project.updated',
      outcome: 'ok',
      code: null,
      actor: { id: USER_ARN, account_id: '123456789012', source_ip: '203.0.113.9' },
      request_id: 'req-admin',
      target: { type: 'project', id: project.id },
      before: { name: 'Test' },
      after: { name: 'after' },
    });
    expect(event.id).toMatch(/^evt_[0-9A-Za-z]{22}$/);
    expect(event.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(event.seal).toMatch(/^1\.[\w-]{43}$/);
  });

  it('is written for the creation of a project and its first key together', async () => {
    const { path, id, answer } = await newProject(admin, { allowed_ips: ['192.0.2.1'] });
    const events = await eventsOf(admin, path);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      sequence: 1,
      prev_hash: null,
      action: 'project.created',
      target: { type: 'project', id },
      before: null,
      after: { name: 'Test', allowed_ips: ['192.0.2.1'], first_key_id: answer.body.api_key.id },
    });
  });
});

describe('keys', () => {
  it('created, changed, rotated and deactivated make one event each', async () => {
    const project = await newProject(admin);
    let key = {} as Awaited<ReturnType<typeof newKey>>;
    const created = await eventOf(project.path, async () => {
      key = await newKey(admin, project, { restrictions: { models: ['gpt-*'] } });
    });
    const { masked_key } = key.answer.body;
    expect(created).toMatchObject({
      action: 'key.created',
      target: { type: 'key', id: key.id },
      before: null,
      after: { name: 'Test key', masked_key, restrictions: { models: ['gpt-*'] } },
    });
    const changed = await eventOf(project.path, () =>
      admin.call('PATCH', key.path, { body: { name: 'n', expires_at: '2027-01-01T00:00:00Z' } }),
    );
    expect([changed.action, changed.before, changed.after]).toEqual([
      'key.updated',
      { name: 'Test key', expires_at: null },
      { name: 'n', expires_at: '2027-01-01T00:00:00.000Z' },
    ]);
    let fresh = '';
    const rotated = await eventOf(project.path, async () => {
      fresh = (await admin.call('POST', `${key.path}/rotate`, { body: {} })).body.id;
    });
    expect(rotated).toMatchObject({
      action: 'key.rotated',
      target: { type: 'key', id: key.id },
      before: { expires_at: '2027-01-01T00:00:00.000Z', rotated_to: null },
      after: {
        expires_at: '2026-11-23T12:00:00.000Z',
        rotated_to: fresh,
        successor: { id: fresh },
      },
    });
    const stopped = await eventOf(project.path, () =>
      admin.call('DELETE', key.path, { query: { reason: 'old' } }),
    );
    expect([stopped.action, stopped.before, stopped.after]).toEqual([
      'key.deactivated',
      { status: 'active' },
      { status: 'deactivated', reason: 'old' },
    ]);
  });

  it('deactivated again, and changes of nothing, make no event', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', key.path);
    const before = await eventsOf(admin, project.path);
    await admin.call('DELETE', key.path);
    await admin.call('PATCH', project.path, { body: {} });
    await admin.call('GET', key.path);
    expect(await eventsOf(admin, project.path)).toEqual(before);
  });

  it('of a deleted project make an event each, after that of the project', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', project.path);
    const events = (await eventsOf(admin, project.path)).slice(2);
    expect(events.map(({ action }) => action)).toEqual([
      'project.deleted',
      'key.deactivated',
      'key.deactivated',
    ]);
    const ids = events.slice(1).map(({ target }) => target.id);
    expect(new Set(ids)).toEqual(new Set([key.id, project.answer.body.api_key.id]));
  });
});

describe.each(['account', 'project'])('tokens of the %s', (kind) => {
  it('created, changed, replaced and deleted make one event each, never with the value', async () => {
    const scope = kind === 'account' ? '/api/v1' : (await newProject(admin)).path;
    let token = {} as Awaited<ReturnType<typeof newToken>>;
    const created = await eventOf(scope, async () => {
      token = await newToken(admin, scope);
    });
    expect(created).toMatchObject({
      action: 'token.created',
      target: { type: 'token', id: token.id },
      after: { name: 'Test token', provider: 'openai', masked_api_key: '...wxyz' },
    });
    const renamed = await eventOf(scope, () =>
      admin.call('PATCH', token.path, { body: { name: 'n' } }),
    );
    expect([renamed.action, renamed.before, renamed.after]).toEqual([
      'token.updated',
      { name: 'Test token' },
      { name: 'n' },
    ]);
    const replaced = await eventOf(scope, () =>
      admin.call('PATCH', token.path, { body: { api_key: `${TOKEN_VALUE}-2` } }),
    );
    expect(Object.keys(replaced.after).toSorted()).toEqual(['masked_api_key', 'version']);
    const deleted = await eventOf(scope, () => admin.call('DELETE', token.path));
    expect(deleted).toMatchObject({ action: 'token.deleted', after: null, before: { name: 'n' } });
    expect(JSON.stringify(await admin.dynamo.rows(admin.dynamo.auditTable))).not.toContain(
      TOKEN_VALUE,
    );
  });
});
