// Filters of lists: what fits and nothing else, counted alike, and cursors that belong to their filter.
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { START_MS } from '../../../support/admin-system.ts';
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
const keys: Record<string, TestKey> = {};

/** Epoch seconds, as the proxy notes them. */
async function markUsed(key: TestKey, atSeconds: number): Promise<void> {
  const { client, keysTable } = admin.dynamo;
  await client.send(
    new UpdateItemCommand({
      TableName: keysTable,
      Key: { keyId: { S: key.id } },
      UpdateExpression: 'SET lastUsedAt = :at',
      ExpressionAttributeValues: { ':at': { N: String(atSeconds) } },
    }),
  );
}

beforeAll(async () => {
  project = await newProject(admin);
  await admin.call('DELETE', `${project.path}/api-keys/${project.answer.body.api_key.id}`);
  keys['forever'] = await newKey(admin, project);
  keys['soon'] = await newKey(admin, project, { expires_at: '2026-11-23T00:00:00Z' });
  keys['later'] = await newKey(admin, project, { expires_at: '2027-11-23T00:00:00Z' });
  await markUsed(keys['soon'], START_MS / 1000 - 60);
  await markUsed(keys['later'], START_MS / 1000 - 86_400);
});

const idsOf = async (query: Record<string, string>) => {
  const { body } = await admin.call('GET', `${project.path}/api-keys`, { query });
  expect(body.total).toBe(body.api_keys.length);
  return body.api_keys.map(({ id }: { id: string }) => id).toSorted();
};
const ids = (...names: string[]) => names.map((name) => keys[name]?.id).toSorted();

describe('keys', () => {
  it.each<[Record<string, string>, string[]]>([
    [{ status: 'active' }, ['forever', 'soon', 'later']],
    [{ status: 'active', expires_before: '2026-12-01T00:00:00Z' }, ['soon']],
    [{ expires_before: '2026-11-23T01:00:00+01:00' }, []],
    [{ expires_before: '2026-11-23T00:00:01Z' }, ['soon']],
    [{ expires_before: '2030-01-01T00:00:00Z' }, ['soon', 'later']],
    [{ status: 'active', last_used_before: '2026-11-22T11:30:00Z' }, ['forever', 'later']],
    [{ status: 'active', last_used_before: '2026-11-22T13:00:00Z' }, ['forever', 'soon', 'later']],
    [
      { last_used_before: '2026-11-22T11:30:00Z', expires_before: '2030-01-01T00:00:00Z' },
      ['later'],
    ],
    [{ status: 'expired', expires_before: '2030-01-01T00:00:00Z' }, []],
  ])('by %j', async (query, expected) => {
    expect(await idsOf(query)).toEqual(ids(...expected));
  });

  it('show when they were last used', async () => {
    const { body } = await admin.call('GET', keys['soon']?.path ?? '');
    expect(body.last_used_at).toBe('2026-11-22T11:59:00.000Z');
  });

  it('keep their filter over the pages, and refuse a cursor of another', async () => {
    const query = { expires_before: '2030-01-01T00:00:00Z', limit: '1' };
    const first = await admin.call('GET', `${project.path}/api-keys`, { query });
    const cursor = first.body.next_cursor;
    const second = await admin.call('GET', `${project.path}/api-keys`, {
      query: { ...query, cursor },
    });
    expect([first, second].map(({ body }) => body.api_keys[0].id).toSorted()).toEqual(
      ids('soon', 'later'),
    );
    const other = { expires_before: '2029-01-01T00:00:00Z', limit: '1', cursor };
    const refused = await admin.call('GET', `${project.path}/api-keys`, { query: other });
    expect(errorOf(refused)).toMatchObject({ status: 400, param: 'cursor' });
  });

  it.each(['expires_before', 'last_used_before'])('by a wrong %s are 422', async (name) => {
    for (const value of ['soon', '2026-11-23', '1795348800', '']) {
      const answer = await admin.call('GET', `${project.path}/api-keys`, {
        query: { [name]: value },
      });
      expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: name });
    }
  });
});

describe('projects', () => {
  it('by whether they are switched on', async () => {
    const off = await newProject(admin);
    await admin.call('PATCH', off.path, { body: { is_active: false } });
    for (const [is_active, expected] of [
      ['false', [off.id]],
      ['true', [project.id]],
    ] as const) {
      const query = { is_active, limit: '100' };
      const { body } = await admin.call('GET', '/api/v1/projects', { query });
      expect(body.projects.map(({ id }: { id: string }) => id)).toEqual(expected);
      expect(body.total).toBe(1);
    }
    const wrong = await admin.call('GET', '/api/v1/projects', { query: { is_active: 'yes' } });
    expect(errorOf(wrong)).toMatchObject({ status: 422, param: 'is_active' });
  });
});

describe('tokens', () => {
  it('by their provider', async () => {
    const { path } = await newProject(admin);
    const openai = await newToken(admin, path);
    await newToken(admin, path, { provider: 'anthropic' });
    const query = { provider: 'openai' };
    const { body } = await admin.call('GET', `${path}/tokens`, { query });
    expect([body.total, body.tokens.map(({ id }: { id: string }) => id)]).toEqual([1, [openai.id]]);
    const none = await admin.call('GET', `${path}/tokens`, { query: { provider: 'azure' } });
    expect([none.status, none.body.total]).toEqual([200, 0]);
  });
});
