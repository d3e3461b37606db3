// POST …/api-keys/{id}/rotate, when it works: both keys until the overlap ends, then the new one alone.
import { describe, expect, it } from 'vitest';
import { START_MS } from '../../../support/admin-system.ts';
import { keyRow, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';
import { verdictOn } from '../../../support/verify-key.ts';

const admin = useAdminSystem();
const DAY_MS = 86_400_000;
const rotate = (path: string, body: object = {}) => admin.call('POST', `${path}/rotate`, { body });

describe('a rotation', () => {
  it('answers 201 with the new key in full, and names each half in the other', async () => {
    const old = await newKey(admin, await newProject(admin), { name: 'Worker' });
    const answer = await rotate(old.path);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      name: 'Worker',
      status: 'active',
      rotated_from: old.id,
      rotated_to: null,
      last_used_at: null,
      revision: 1,
    });
    expect(answer.body.id).not.toBe(old.id);
    expect(answer.body.key).not.toBe(old.answer.body.key);
    expect((await admin.call('GET', old.path)).body).toMatchObject({
      rotated_from: null,
      rotated_to: answer.body.id,
      expires_at: '2026-11-23T12:00:00.000Z',
      revision: 2,
    });
  });

  it('lets both keys pass until the overlap ends, and only the new one from that second on', async () => {
    const old = await newKey(admin, await newProject(admin));
    const fresh = await rotate(old.path, { overlap_seconds: 60 });
    const verdicts = async (afterMs: number) => {
      admin.time.nowMs = START_MS + afterMs;
      return [await verdictOn(admin, old.answer.body.key), await verdictOn(admin, fresh.body.key)];
    };
    expect(await verdicts(0)).toEqual(['active', 'active']);
    expect(await verdicts(59_999)).toEqual(['active', 'active']);
    expect(await verdicts(60_000)).toEqual(['expired', 'active']);
    expect(await verdicts(30 * DAY_MS)).toEqual(['expired', 'active']);
  });

  it('without an overlap ends the old key at once', async () => {
    const old = await newKey(admin, await newProject(admin));
    const fresh = await rotate(old.path, { overlap_seconds: 0 });
    expect(await verdictOn(admin, old.answer.body.key)).toBe('expired');
    expect(await verdictOn(admin, fresh.body.key)).toBe('active');
  });

  it('hands on name, description, restrictions and lineage, over several rotations', async () => {
    const restrictions = { allowed_ips: ['192.0.2.0/24'], models: ['gpt-*'] };
    const first = await newKey(admin, await newProject(admin), { description: 'd', restrictions });
    const second = (await rotate(first.path)).body;
    const third = (await rotate(first.path.replace(first.id, second.id))).body;
    for (const key of [second, third])
      expect(key).toMatchObject({ description: 'd', restrictions, created_by: expect.any(String) });
    expect(await keyRow(admin, first.id)).toMatchObject({ lineage: first.id });
    expect(await keyRow(admin, third.id)).toMatchObject({
      lineage: first.id,
      rotatedFrom: second.id,
    });
  });

  it('never makes a key last longer than it would have', async () => {
    const expires_at = '2026-11-22T13:00:00.000Z';
    const old = await newKey(admin, await newProject(admin), { expires_at });
    const fresh = await rotate(old.path, { overlap_seconds: 86_400 });
    expect(fresh.body.expires_at).toBe(expires_at);
    expect((await admin.call('GET', old.path)).body.expires_at).toBe(expires_at);
  });

  it.each([
    ['2027-06-01T00:00:00.000Z'],
    [null],
  ])('gives the new key the expiry that is asked for: %j', async (expires_at) => {
    const old = await newKey(admin, await newProject(admin), {
      expires_at: '2026-12-01T00:00:00Z',
    });
    const fresh = await rotate(old.path, { expires_at });
    expect(fresh.body.expires_at).toBe(expires_at);
    expect((await admin.call('GET', old.path)).body.expires_at).toBe('2026-11-23T12:00:00.000Z');
  });

  it('leaves the old row until 30 days after its end, in seconds', async () => {
    const old = await newKey(admin, await newProject(admin));
    await rotate(old.path, { overlap_seconds: 2_592_000 });
    const expiresAt = START_MS / 1000 + 2_592_000;
    expect(await keyRow(admin, old.id)).toMatchObject({
      expiresAt,
      expiryDay: '2026-12-22',
      ttl: expiresAt + 2_592_000,
    });
  });

  it('shows the key in that one answer and never again', async () => {
    const project = await newProject(admin);
    const old = await newKey(admin, project);
    const { key, id } = (await rotate(old.path)).body;
    const urls = [old.path, `${project.path}/api-keys`, `${project.path}/api-keys/${id}`];
    for (const url of [...urls, `${project.path}/audit`, '/api/v1/audit'])
      expect((await admin.call('GET', url)).text).not.toContain(key.slice(9, -3));
    expect(JSON.stringify(await admin.dynamo.rows(admin.dynamo.auditTable))).not.toContain(
      key.slice(9, -3),
    );
  });
});
