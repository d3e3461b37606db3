// GET /projects: newest first, in pages, with cursors that belong to one list.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  newKey,
  newProject,
  newToken,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const ids: string[] = [];

beforeAll(async () => {
  for (let i = 0; i < 25; i++) {
    admin.time.nowMs += 1_000;
    ids.unshift((await newProject(admin, { name: `p${i}` })).id);
  }
});

const list = (query: Record<string, string> = {}) =>
  admin.call('GET', '/api/v1/projects', { query });
const idsOf = (answer: { body: { projects: { id: string }[] } }) =>
  answer.body.projects.map(({ id }) => id);

describe('the list of projects', () => {
  it('shows the newest 20 with the total and a cursor', async () => {
    const answer = await list();
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(['projects', 'total', 'next_cursor']);
    expect(idsOf(answer)).toEqual(ids.slice(0, 20));
    expect(answer.body.total).toBe(25);
    expect(answer.body.next_cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it.each([1, 4, 5, 24, 25, 100])('shows each project once in pages of %i', async (limit) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      expect(page.body.total).toBe(25);
      seen.push(...idsOf(page));
      cursor = page.body.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it('allows another page size with a cursor', async () => {
    const first = await list({ limit: '3' });
    const second = await list({ limit: '50', cursor: first.body.next_cursor });
    expect(idsOf(second)).toEqual(ids.slice(3));
  });

  it('shows a project as it is shown alone', async () => {
    const answer = await list({ limit: '1' });
    const alone = await admin.call('GET', `/api/v1/projects/${ids[0]}`);
    expect(answer.body.projects[0]).toEqual(alone.body);
  });
});

describe('a cursor', () => {
  it.each([
    ['altered', (text: string) => `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`],
    ['altered in front', (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`],
    ['cut', (text: string) => text.slice(0, -4)],
    ['padded', (text: string) => `${text}=`],
    ['empty', () => ''],
    ['invented', () => Buffer.from('["2026","proj_1","project"]').toString('base64url')],
    ['huge', () => 'A'.repeat(8_000)],
    ['no base64', () => 'ä/+ '],
  ])('that is %s is 400 and reads nothing', async (_how, change) => {
    const { body } = await list({ limit: '2' });
    admin.dynamo.calls.length = 0;
    const answer = await list({ limit: '2', cursor: change(body.next_cursor) });
    expect(errorOf(answer)).toEqual({ status: 400, code: 'invalid_request', param: 'cursor' });
    expect(admin.dynamo.calls).toEqual([]);
  });

  it('of another list is 400', async () => {
    const { body } = await list({ limit: '2' });
    const project = await newProject(admin);
    await newKey(admin, project);
    const keys = `${project.path}/api-keys`;
    for (const path of ['/api/v1/tokens', keys, `${project.path}/tokens`])
      expect(
        errorOf(await admin.call('GET', path, { query: { cursor: body.next_cursor } })),
        path,
      ).toMatchObject({ status: 400, param: 'cursor' });

    const other = await newProject(admin);
    const ofKeys = await admin.call('GET', keys, { query: { limit: '1' } });
    const foreign = { query: { cursor: ofKeys.body.next_cursor } };
    expect((await admin.call('GET', keys, foreign)).status).toBe(200);
    expect((await admin.call('GET', `${other.path}/api-keys`, foreign)).status).toBe(400);
    const filtered = { query: { ...foreign.query, status: 'active' } };
    expect((await admin.call('GET', keys, filtered)).status).toBe(400);

    await newToken(admin, project.path);
    await newToken(admin, project.path);
    const ofTokens = await admin.call('GET', `${project.path}/tokens`, { query: { limit: '1' } });
    const foreignTokens = { query: { cursor: ofTokens.body.next_cursor } };
    expect((await admin.call('GET', `${project.path}/tokens`, foreignTokens)).status).toBe(200);
    expect((await admin.call('GET', '/api/v1/tokens', foreignTokens)).status).toBe(400);
  });
});
