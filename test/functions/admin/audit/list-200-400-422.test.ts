// GET /audit and GET /projects/{id}/audit: newest first, filtered, page by page.
import { beforeAll, describe, expect, it } from 'vitest';
import { startAdminSystem, USER_ARN } from '../../../support/admin-system.ts';
import type { TestEvent } from '../../../support/audit.ts';
import {
  errorOf,
  newKey,
  newProject,
  newToken,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
let key: TestKey;

beforeAll(async () => {
  project = await newProject(admin);
  key = await newKey(admin, project);
  await newToken(admin, '/api/v1');
  admin.time.nowMs += 60_000;
  await admin.call('PATCH', key.path, { body: { name: 'n' }, userArn: 'arn:aws:iam::1:user/bob' });
  await admin.call('POST', `${project.path}/api-keys`, { body: {} });
  admin.time.nowMs += 60_000;
  await newProject(admin);
});

const list = async (path: string, query: Record<string, string> = {}) => {
  const { status, body } = await admin.call('GET', `${path}/audit`, { query });
  return { status, body, actions: body.events?.map((event: TestEvent) => event.action) };
};

describe('the events of a project', () => {
  it('come newest first, with their number', async () => {
    const { status, body, actions } = await list(project.path);
    expect(status).toBe(200);
    expect(actions).toEqual(['key.created', 'key.updated', 'key.created', 'project.created']);
    expect([body.total, body.next_cursor]).toEqual([4, null]);
  });

  it.each<[Record<string, string>, string[]]>([
    [{ action: 'key.updated' }, ['key.updated']],
    [{ outcome: 'refused' }, ['key.created']],
    [{ actor: 'arn:aws:iam::1:user/bob' }, ['key.updated']],
    [{ actor: USER_ARN, outcome: 'ok' }, ['key.created', 'project.created']],
    [{ from: '2026-11-22T12:01:00Z' }, ['key.created', 'key.updated']],
    [{ to: '2026-11-22T13:01:00+01:00' }, ['key.created', 'project.created']],
    [{ action: 'nothing.like.it' }, []],
  ])('can be filtered by %j', async (query, expected) => {
    const { body, actions } = await list(project.path, query);
    expect(actions).toEqual(expected);
    expect(body.total).toBeNull();
  });

  it('can be filtered by their target', async () => {
    expect((await list(project.path, { target_id: key.id })).actions).toEqual([
      'key.updated',
      'key.created',
    ]);
  });

  it('of a project that never was are 404', async () => {
    const answer = await admin.call('GET', `/api/v1/projects/proj_${'0'.repeat(22)}/audit`);
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('the events of all', () => {
  it('come newest first, those of the account among them', async () => {
    const { body, actions } = await list('/api/v1', { limit: '100' });
    expect(actions).toHaveLength(6);
    expect(actions[0]).toBe('project.created');
    expect(actions).toContain('token.created');
    expect(body.total).toBeNull();
    const times = body.events.map(({ time }: TestEvent) => time);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('can be narrowed to the account, with their number', async () => {
    const { body, actions } = await list('/api/v1', { scope: 'account' });
    expect([actions, body.total]).toEqual([['token.created'], 1]);
  });
});

describe.each(['project', 'all'])('pages of %s', (kind) => {
  it('put together are the whole list', async () => {
    const path = kind === 'all' ? '/api/v1' : project.path;
    const whole = (await list(path, { limit: '100' })).body.events;
    const found: TestEvent[] = [];
    const query: Record<string, string> = { limit: '1' };
    for (let page = 0; page <= whole.length; page++) {
      const { body } = await list(path, query);
      found.push(...body.events);
      if (body.next_cursor === null) break;
      expect(body.next_cursor).toMatch(/^[\w-]+$/);
      query['cursor'] = body.next_cursor;
    }
    expect(found).toEqual(whole);
  });

  it('refuse a cursor of another list, of other filters, or an altered one', async () => {
    const path = kind === 'all' ? '/api/v1' : project.path;
    const { next_cursor } = (await list(path, { limit: '1' })).body;
    const foreign = (await list(path, { limit: '1', actor: USER_ARN })).body.next_cursor;
    for (const cursor of [foreign, `${next_cursor}A`, 'x'.repeat(5_000), ''])
      expect(errorOf(await admin.call('GET', `${path}/audit`, { query: { cursor } }))).toEqual({
        status: 400,
        code: 'invalid_request',
        param: 'cursor',
      });
  });
});

describe('a rare event', () => {
  it('is found behind thousands of others by following the cursor, each step bounded', async () => {
    const own = await startAdminSystem();
    const target = await newProject(own);
    for (let i = 0; i < 30; i++) await newKey(own, target);
    own.dynamo.calls.length = 0;
    const query = { action: 'project.created', limit: '1' };
    const { body } = await own.call('GET', `${target.path}/audit`, { query });
    expect(body.events).toHaveLength(1);
    const steps = own.dynamo.calls.filter(({ input }) => input['FilterExpression'] !== undefined);
    expect(steps.length).toBeLessThanOrEqual(10);
    for (const { input } of steps) expect(input['Limit']).toBe(200);
    await own.close();
  });
});

describe('422', () => {
  it.each([
    [{ outcome: 'maybe' }, 'outcome'],
    [{ from: 'yesterday' }, 'from'],
    [{ to: '2026-11-22' }, 'to'],
    [{ actor: '' }, 'actor'],
    [{ target_id: 'a\nb' }, 'target_id'],
    [{ scope: 'account' }, 'scope'],
  ])('for %j on a project', async (query, param) => {
    const answer = await admin.call('GET', `${project.path}/audit`, { query });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param });
  });
});
