// POST …/api-keys/{id}/rotate, when it is refused: nothing changes.
import { describe, expect, it } from 'vitest';
import {
  errorOf,
  keyRow,
  newKey,
  newProject,
  storedItems,
  useAdminSystem,
} from '../../../support/use-admin.ts';
import { verdictOn } from '../../../support/verify-key.ts';

const admin = useAdminSystem();
const rotate = (path: string, body: object = {}) => admin.call('POST', `${path}/rotate`, { body });

describe('409', () => {
  it('already_rotated: a key is rotated once', async () => {
    const key = await newKey(admin, await newProject(admin));
    const first = await rotate(key.path);
    const before = await storedItems(admin);
    expect(errorOf(await rotate(key.path))).toMatchObject({ status: 409, code: 'already_rotated' });
    expect(await storedItems(admin)).toEqual(before);
    expect((await admin.call('GET', key.path)).body.rotated_to).toBe(first.body.id);
  });

  it('already_rotated: of many rotations at once one wins', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const answers = await Promise.all(Array.from({ length: 8 }, () => rotate(key.path)));
    const winners = answers.filter(({ status }) => status === 201);
    expect(winners).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(errorOf(answer)).toMatchObject({ status: 409, code: 'already_rotated' });
    expect((await admin.call('GET', key.path)).body.rotated_to).toBe(winners[0]?.body.id);
    expect((await admin.call('GET', `${project.path}/api-keys`)).body.total).toBe(3);
  });

  it('key_deactivated: also when the deactivation comes in between', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    let deactivation: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || deactivation !== null) return 'none';
      deactivation = admin.call('DELETE', key.path);
      return { after: deactivation };
    };
    const refused = { status: 409, code: 'key_deactivated' };
    expect(errorOf(await rotate(key.path))).toMatchObject(refused);
    expect(errorOf(await rotate(key.path))).toMatchObject(refused);
    expect((await admin.call('GET', `${project.path}/api-keys`)).body.total).toBe(2);
    expect(await verdictOn(admin, key.answer.body.key)).toBe('deactivated');
  });

  it('key_expired: from the second of its expiry on', async () => {
    const key = await newKey(admin, await newProject(admin), {
      expires_at: '2026-11-22T12:00:05Z',
    });
    admin.time.nowMs += 5_000;
    expect(errorOf(await rotate(key.path))).toMatchObject({ status: 409, code: 'key_expired' });
  });

  it('concurrent_change: somebody always gets in between', async () => {
    const key = await newKey(admin, await newProject(admin));
    admin.dynamo.fault = ({ operation }) =>
      operation === 'TransactWriteItems' ? 'conflict' : 'none';
    const answer = await rotate(key.path);
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'concurrent_change' });
  });

  it.each([
    [{ expires_at: '2027-01-01T00:00:00Z' }],
    [{ expires_at: null }],
  ])('already_rotated: the old half cannot be made to last longer by %j', async (body) => {
    const key = await newKey(admin, await newProject(admin));
    await rotate(key.path, { overlap_seconds: 3600 });
    const answer = await admin.call('PATCH', key.path, { body });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'already_rotated' });
    const sooner = await admin.call('PATCH', key.path, {
      body: { expires_at: '2026-11-22T12:10:00Z' },
    });
    expect([sooner.status, sooner.body.expires_at]).toEqual([200, '2026-11-22T12:10:00.000Z']);
  });
});

describe('404', () => {
  it("for another project's key, which stays as it is", async () => {
    const key = await newKey(admin, await newProject(admin));
    const row = await keyRow(admin, key.id);
    const { path } = await newProject(admin);
    const answer = await rotate(`${path}/api-keys/${key.id}`);
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await keyRow(admin, key.id)).toEqual(row);
  });

  it('in a deleted project', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', project.path);
    expect(errorOf(await rotate(key.path))).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('422', () => {
  it.each<[string, unknown, string]>([
    ['a negative overlap', { overlap_seconds: -1 }, 'overlap_seconds'],
    ['an overlap of more than 30 days', { overlap_seconds: 2_592_001 }, 'overlap_seconds'],
    ['half a second', { overlap_seconds: 0.5 }, 'overlap_seconds'],
    ['an overlap in text', { overlap_seconds: '60' }, 'overlap_seconds'],
    ['no number', { overlap_seconds: null }, 'overlap_seconds'],
    ['an expiry in the past', { expires_at: '2026-11-22T12:00:00Z' }, 'expires_at'],
    ['an expiry in 100 years', { expires_at: '2126-01-01T00:00:00Z' }, 'expires_at'],
    ['a name', { name: 'x' }, 'name'],
    ['a lineage', { lineage: 'key_x' }, 'lineage'],
  ])('for %s, naming the field', async (_what, body, param) => {
    const key = await newKey(admin, await newProject(admin));
    const row = await keyRow(admin, key.id);
    expect(errorOf(await rotate(key.path, body as object))).toEqual({
      status: 422,
      code: 'validation_error',
      param,
    });
    expect(await keyRow(admin, key.id)).toEqual(row);
  });
});
