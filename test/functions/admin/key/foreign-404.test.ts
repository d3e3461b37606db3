// A key is found under its own project only: elsewhere it does not exist, and nothing changes.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  errorOf,
  newKey,
  newProject,
  storedItems,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let mine: TestProject;
let foreign: TestKey;
let before = new Map<string, unknown>();

beforeAll(async () => {
  mine = await newProject(admin);
  foreign = await newKey(admin, await newProject(admin));
  before = await storedItems(admin);
});

describe.each([
  ['reading', 'GET', undefined],
  ['changing', 'PATCH', { name: 'stolen' }],
  ['changing nothing of', 'PATCH', {}],
  ['ending', 'DELETE', undefined],
] as const)('%s', (_what, method, body) => {
  it("another project's key is 404, and nothing changes", async () => {
    const path = `${mine.path}/api-keys/${foreign.id}`;
    const answer = await admin.call(method, path, body === undefined ? {} : { body });
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(answer.text).not.toContain('Test key');
    expect(await storedItems(admin)).toEqual(before);
  });

  it('a key that does not exist is 404, and no row appears', async () => {
    const path = `${mine.path}/api-keys/key_${'0'.repeat(22)}`;
    const answer = await admin.call(method, path, body === undefined ? {} : { body });
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await storedItems(admin)).toEqual(before);
  });

  it.each([
    'key_1',
    'x',
    `key_${'0'.repeat(21)}-`,
    '%2e%2e',
    `key_${'0'.repeat(10_000)}`,
  ])('%s is 404 without a read of keys or projects', async (id) => {
    admin.dynamo.calls.length = 0;
    const path = `${mine.path}/api-keys/${id}`;
    const answer = await admin.call(method, path, body === undefined ? {} : { body });
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    const { calls, keysTable, projectsTable } = admin.dynamo;
    const tables = calls.map(({ input }) => input['TableName']);
    expect(tables).not.toContain(keysTable);
    expect(tables).not.toContain(projectsTable);
  });
});

describe('a list', () => {
  it("never shows another project's keys", async () => {
    const { body } = await admin.call('GET', `${mine.path}/api-keys`);
    expect(body.total).toBe(1);
    expect(body.api_keys.map((key: { id: string }) => key.id)).toEqual([
      mine.answer.body.api_key.id,
    ]);
  });
});
