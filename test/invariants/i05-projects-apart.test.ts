// I5: a key of one project never yields anything of another, and neither does an operator's path.
import { beforeAll, describe, expect, it } from 'vitest';
import { adminRoutes } from '../../shared/api/operations.ts';
import {
  newKey,
  newProject,
  newToken,
  storedItems,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../support/use-admin.ts';

const admin = useAdminSystem();
let mine: TestProject;
let key: TestKey;
let token: TestKey;
beforeAll(async () => {
  mine = await newProject(admin);
  const other = await newProject(admin, { name: 'Secret project' });
  key = await newKey(admin, other, { name: 'Secret key' });
  token = await newToken(admin, other.path, { name: 'Secret token' });
});

const below = adminRoutes.filter(({ path }) =>
  /\{key_id\}|\{project_id\}.*\{token_id\}/.test(path),
);

describe.each(below)('$method $path', ({ method, path }) => {
  it("finds nothing of another project's under mine, and changes nothing", async () => {
    const before = await storedItems(admin);
    const url = path
      .replace('{project_id}', mine.id)
      .replace('{key_id}', key.id)
      .replace('{token_id}', token.id);
    const body = path.endsWith('/rotate') ? { overlap_seconds: 0 } : { name: 'mine now' };
    const answer = await admin.call(method, url, method === 'GET' ? {} : { body });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('Secret');
    expect(await storedItems(admin)).toEqual(before);
  });
});

describe('lists', () => {
  it.each(['api-keys', 'tokens', 'audit'])('of %s hold only what is mine', async (list) => {
    const { text } = await admin.call('GET', `${mine.path}/${list}`);
    expect(text).not.toContain('Secret');
    // The audit holds the ids that I have asked for myself, above.
    if (list !== 'audit') expect(text).not.toMatch(new RegExp(`${key.id}|${token.id}`));
  });
});
