// GET /policies: newest first, page by page, and only with cursors of its own.
import { describe, expect, it } from 'vitest';
import { newDictionary, newPolicy } from '../../../support/admin-policies.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const PATH = '/api/v1/policies';
const list = async (query: Record<string, string> = {}) =>
  (await admin.call('GET', PATH, { query })).body;

describe('the list of policies', () => {
  it('is empty at first, then newest first, page by page', async () => {
    expect(await list()).toEqual({ policies: [], total: 0, next_cursor: null });
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      admin.time.nowMs += 1000;
      made.unshift((await newPolicy(admin)).id);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ limit: '2', ...(cursor === null ? {} : { cursor }) });
      expect(page.total).toBe(5);
      seen.push(...page.policies.map(({ id }: { id: string }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(made);
    const single = (await admin.call('GET', `${PATH}/${made[0]}`)).body;
    expect((await list({ limit: '1' })).policies).toEqual([single]);
  });

  it('takes no cursor of another list, and its own are taken by none', async () => {
    await newDictionary(admin);
    await newDictionary(admin);
    const of = async (path: string) =>
      (await admin.call('GET', path, { query: { limit: '1' } })).body.next_cursor;
    const policies = await of(PATH);
    const dictionaries = await of('/api/v1/dictionaries');
    expect(policies).toMatch(/^[\w-]+$/);
    for (const [path, cursor] of [
      [PATH, dictionaries],
      ['/api/v1/dictionaries', policies],
      [PATH, `${policies}A`],
    ])
      expect(errorOf(await admin.call('GET', path, { query: { cursor } }))).toMatchObject({
        ...{ status: 400, code: 'invalid_request', param: 'cursor' },
      });
  });
});
