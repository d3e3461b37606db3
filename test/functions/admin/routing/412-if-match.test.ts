// If-Match: a change is made to the revision that its author has seen, or not at all.
import { describe, expect, it } from 'vitest';
import {
  errorOf,
  newKey,
  newProject,
  newToken,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const records: [string, () => Promise<string>][] = [
  ['project', async () => (await newProject(admin)).path],
  ['key', async () => (await newKey(admin, await newProject(admin))).path],
  ['account token', async () => (await newToken(admin, '/api/v1')).path],
  ['project token', async () => (await newToken(admin, (await newProject(admin)).path)).path],
];

const rename = (path: string, name: string, ifMatch: string) =>
  admin.call('PATCH', path, { body: { name }, headers: { 'If-Match': ifMatch } });

describe.each(records)('a %s', (_kind, create) => {
  it('tells its revision, in the record and as ETag', async () => {
    const path = await create();
    const first = await admin.call('GET', path);
    expect(first.headers['etag']).toBe(`"${first.body.revision}"`);
    const changed = await rename(path, 'a', first.headers['etag'] ?? '');
    expect(changed.status).toBe(200);
    expect(changed.body.revision).toBe(first.body.revision + 1);
    expect(changed.headers['etag']).toBe(`"${changed.body.revision}"`);
  });

  it('of another revision is 412 and stays as it is', async () => {
    const path = await create();
    const seen = (await admin.call('GET', path)).headers['etag'] ?? '';
    await rename(path, 'theirs', seen);
    expect(errorOf(await rename(path, 'mine', seen))).toMatchObject({
      status: 412,
      code: 'revision_mismatch',
    });
    expect((await admin.call('GET', path)).body.name).toBe('theirs');
  });

  it('changed by many who saw the same revision is changed by one', async () => {
    const path = await create();
    const seen = (await admin.call('GET', path)).headers['etag'] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => rename(path, `n${i}`, seen)),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(5);
    expect((await admin.call('GET', path)).body.name).toBe(winners[0]?.body.name);
  });

  it('can be matched by a bare number, a list, or *', async () => {
    const path = await create();
    expect((await rename(path, 'a', '1')).status).toBe(200);
    expect((await rename(path, 'b', '"7", "2"')).status).toBe(200);
    expect((await rename(path, 'c', '*')).status).toBe(200);
  });

  it.each([
    'W/"1"',
    '"one"',
    '',
    '1;2',
    '"1" "2"',
    '-1',
    '1e3',
  ])('with If-Match: %s is 400', async (value) => {
    const path = await create();
    expect(errorOf(await rename(path, 'x', value))).toEqual({
      status: 400,
      code: 'invalid_request',
      param: 'If-Match',
    });
  });
});

describe('If-Match', () => {
  it('is refused where it is not looked at, so that nothing seems to be conditional', async () => {
    const key = await newKey(admin, await newProject(admin));
    const headers = { 'If-Match': '"7"' };
    for (const [method, path] of [
      ['DELETE', key.path],
      ['POST', `${key.path}/rotate`],
    ] as const) {
      const answer = await admin.call(method, path, { headers, body: {} });
      expect(errorOf(answer)).toMatchObject({ status: 400, param: 'If-Match' });
    }
    expect((await admin.call('GET', key.path)).body.status).toBe('active');
  });

  it('of a key stops matching when it is rotated or deactivated', async () => {
    const key = await newKey(admin, await newProject(admin));
    await admin.call('POST', `${key.path}/rotate`, { body: {} });
    expect((await rename(key.path, 'x', '"1"')).status).toBe(412);
    await admin.call('DELETE', key.path);
    expect((await admin.call('GET', key.path)).body.revision).toBe(3);
  });
});
