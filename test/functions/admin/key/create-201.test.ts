// POST …/api-keys, when it works: the key in full, once, and it verifies at once.
import { describe, expect, it } from 'vitest';
import { parseKey } from '../../../../shared/keys/secret/grammar.ts';
import { verifyKey } from '../../../../shared/keys/verify.ts';
import { USER_ARN } from '../../../support/admin-system.ts';
import { testRing } from '../../../support/keys.ts';
import { keyRow, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a new key', () => {
  it('answers 201 with exactly the fields of the contract, in its order', async () => {
    const project = await newProject(admin);
    const { answer } = await newKey(admin, project, {
      name: 'Worker',
      description: 'nightly',
      expires_at: '2027-01-01T00:00:00+02:00',
      restrictions: { allowed_ips: ['10.0.0.0/8'], models: ['gpt-4.1', 'claude-*'] },
    });
    expect(answer.status).toBe(201);
    const { id, key, masked_key, ...rest } = answer.body;
    expect(Object.keys(answer.body)).toEqual([
      'id',
      'name',
      'description',
      'key',
      'masked_key',
      'prefix',
      'is_active',
      'status',
      'project_id',
      'created_at',
      'created_by',
      'last_used_at',
      'expires_at',
      'restrictions',
      'rotated_from',
      'rotated_to',
      'deactivated_at',
      'deactivated_reason',
      'revision',
    ]);
    expect(id).toMatch(/^key_[0-9A-Za-z]{22}$/);
    expect(parseKey(key)?.mask).toBe(masked_key);
    expect(rest).toEqual({
      name: 'Worker',
      description: 'nightly',
      prefix: 'clai_',
      is_active: true,
      status: 'active',
      project_id: project.id,
      created_at: '2026-11-22T12:00:00.000Z',
      created_by: USER_ARN,
      last_used_at: null,
      expires_at: '2026-12-31T22:00:00.000Z',
      restrictions: {
        allowed_ips: ['10.0.0.0/8'],
        models: ['gpt-4.1', 'claude-*'],
        rate_limit_rpm: null,
      },
      rotated_from: null,
      rotated_to: null,
      deactivated_at: null,
      deactivated_reason: null,
      revision: 1,
    });
    expect(answer.headers['etag']).toBe('"1"');
  });

  it('is unrestricted and never expires unless told', async () => {
    const { answer } = await newKey(admin, await newProject(admin), {
      description: null,
      expires_at: null,
      restrictions: null,
    });
    expect(answer.body).toMatchObject({
      description: null,
      expires_at: null,
      restrictions: { allowed_ips: null, models: null, rate_limit_rpm: null },
    });
  });

  it('verifies at once, with its restrictions and its expiry', async () => {
    const { answer, id } = await newKey(admin, await newProject(admin), {
      expires_at: '2026-11-22T12:00:10.900Z',
      restrictions: { models: ['gpt-*'] },
    });
    const verifyAt = (ms: number) =>
      verifyKey(answer.body.key, {
        pepper: async (version) => testRing.byVersion.get(version) ?? null,
        findKey: (keyId) => keyRow(admin, keyId),
        clock: () => Date.parse('2026-11-22T12:00:00Z') + ms,
      });
    expect(await verifyAt(0)).toMatchObject({
      kind: 'active',
      principal: { keyId: id, restrictions: { allowedIps: null, models: ['gpt-*'] } },
    });
    expect(await verifyAt(9_999)).toMatchObject({ kind: 'active' });
    expect(await verifyAt(10_000)).toMatchObject({ kind: 'expired' });
  });

  it('is stored as digest and mask; the TTL is 30 days after the expiry, in seconds', async () => {
    const { answer, id } = await newKey(admin, await newProject(admin), {
      expires_at: '2026-12-22T12:00:00Z',
    });
    const row = await keyRow(admin, id);
    const expiresAt = Date.parse('2026-12-22T12:00:00Z') / 1000;
    expect(row).toMatchObject({ expiresAt, ttl: expiresAt + 30 * 86_400, status: 'active' });
    expect(JSON.stringify(row)).not.toContain(answer.body.key.slice(9, -3));
    expect(Object.keys(row).toSorted()).toEqual([
      'createdAt',
      'createdBy',
      'digest',
      'expiresAt',
      'expiryDay',
      'keyId',
      'lineage',
      'mask',
      'name',
      'projectId',
      'rev',
      'status',
      'ttl',
    ]);
  });

  it('may expire in a second, and in five years to the day', async () => {
    const project = await newProject(admin);
    for (const expires_at of ['2026-11-22T12:00:01Z', '2031-11-22T12:00:00.000Z'])
      expect((await newKey(admin, project, { expires_at })).answer.status).toBe(201);
  });

  it('can be made for a project that is switched off', async () => {
    const project = await newProject(admin);
    await admin.call('PATCH', project.path, { body: { is_active: false } });
    expect((await newKey(admin, project)).answer.status).toBe(201);
  });

  it('is not the same twice', async () => {
    const project = await newProject(admin);
    const keys = await Promise.all(Array.from({ length: 20 }, () => newKey(admin, project)));
    expect(new Set(keys.map(({ answer }) => answer.body.key)).size).toBe(20);
  });
});
