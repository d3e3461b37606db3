// GET …/api-keys: newest first, by status, without digests.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  newKey,
  newProject,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
const ids: Record<'active' | 'expired' | 'deactivated', string[]> = {
  active: [],
  expired: [],
  deactivated: [],
};
const START = Date.parse('2026-11-22T12:00:00Z');
const LATER = START + 3_600_000;

beforeAll(async () => {
  project = await newProject(admin);
  ids.active.push(project.answer.body.api_key.id);
  for (let i = 0; i < 12; i++) {
    admin.time.nowMs += 1_000;
    ids.active.unshift((await newKey(admin, project, { expires_at: '2027-01-01T00:00:00Z' })).id);
    admin.time.nowMs += 1_000;
    ids.expired.unshift((await newKey(admin, project, { expires_at: '2026-11-22T12:30:00Z' })).id);
    admin.time.nowMs += 1_000;
    const dead = await newKey(admin, project, { expires_at: '2026-11-22T12:30:00Z' });
    await admin.call('DELETE', dead.path);
    ids.deactivated.unshift(dead.id);
  }
});

const list = (query: Record<string, string> = {}) => {
  admin.time.nowMs = LATER;
  return admin.call('GET', `${project.path}/api-keys`, { query });
};

async function all(query: Record<string, string>): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await list({ ...query, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.body.api_keys.map((key: { id: string }) => key.id));
    cursor = page.body.next_cursor;
  } while (cursor !== null);
  return seen;
}

describe('the list of keys', () => {
  it('shows a key as it is shown alone, without the key', async () => {
    const { body } = await list({ limit: '1' });
    const [first] = body.api_keys;
    expect(first).not.toHaveProperty('key');
    expect(first).toEqual((await admin.call('GET', `${project.path}/api-keys/${first.id}`)).body);
  });

  it('shows every key once, newest first, in pages of any size', async () => {
    const everything = await all({ limit: '100' });
    expect(everything).toHaveLength(37);
    for (const limit of ['1', '7', '36', '37'])
      expect(await all({ limit }), limit).toEqual(everything);
  });

  it.each([
    'active',
    'expired',
    'deactivated',
  ] as const)('filters by %s, over pages, with the total of the filter', async (status) => {
    for (const limit of ['1', '5', '100'])
      expect(await all({ status, limit }), limit).toEqual(ids[status]);
    const { body } = await list({ status });
    expect(body.total).toBe(ids[status].length);
    for (const key of body.api_keys)
      expect(key).toMatchObject({ status, is_active: status === 'active' });
  });

  it('never carries a digest, and reads an index that has none', async () => {
    admin.dynamo.calls.length = 0;
    const { text } = await list({ limit: '100' });
    expect(text).not.toMatch(/digest|writeId|ttl|rev"/);
    for (const { operation, input } of admin.dynamo.calls.filter((c) => c.operation === 'Query')) {
      expect(operation).toBe('Query');
      expect(input).toMatchObject({ IndexName: 'byProject' });
    }
  });
});
