// What a usage report refuses, and what it answers when the store does not.
import { describe, expect, it } from 'vitest';
import { errorOf, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a usage report', () => {
  it.each([
    ['a day that does not exist', { from: '2026-02-30' }, 'from'],
    ['a time', { to: '2026-02-03T00:00:00Z' }, 'to'],
    ['a range that ends before it begins', { from: '2026-11-22', to: '2026-11-21' }, 'from'],
    ['a range of more than a year', { from: '2025-01-01' }, 'from'],
    ['an unknown grouping', { group_by: 'hour' }, 'group_by'],
    ['a grouping in another order', { group_by: 'model-day' }, 'group_by'],
    ['too large a page', { limit: '101' }, 'limit'],
    ['an unknown parameter', { key: 'key_1' }, 'key'],
  ])('refuses %s with 422', async (_what, query, param) => {
    const { path } = await newProject(admin);
    const answer = await admin.call('GET', `${path}/usage`, { query });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param });
  });

  it.each(['x', 'A'.repeat(600)])('refuses the cursor %# with 400', async (cursor) => {
    const { path } = await newProject(admin);
    const answer = await admin.call('GET', `${path}/usage`, { query: { cursor } });
    expect(errorOf(answer)).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('of an unknown, a malformed and a deleted project is 404', async () => {
    const { path } = await newProject(admin);
    await admin.call('DELETE', path);
    for (const gone of [path, `/api/v1/projects/proj_${'0'.repeat(22)}`, '/api/v1/projects/proj_1'])
      expect((await admin.call('GET', `${gone}/usage`)).status).toBe(404);
  });

  it('is 405 for other methods, naming the one there is', async () => {
    const { path } = await newProject(admin);
    const answer = await admin.call('POST', `${path}/usage`, { body: {} });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
  });

  it('is 503 while the table cannot be read, never half of the truth', async () => {
    const { path } = await newProject(admin);
    for (const operation of ['Query', 'GetItem']) {
      admin.dynamo.fault = (call) =>
        call.operation === operation && call.input['TableName'] === admin.dynamo.usageTable
          ? 'cut'
          : 'none';
      expect((await admin.call('GET', `${path}/usage`)).status).toBe(503);
    }
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', `${path}/usage`)).status).toBe(200);
  });
});
