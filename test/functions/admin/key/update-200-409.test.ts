// PATCH …/api-keys/{id}.
import { describe, expect, it } from 'vitest';
import { errorOf, keyRow, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a change', () => {
  it('touches only what was sent', async () => {
    const key = await newKey(admin, await newProject(admin), {
      description: 'd',
      expires_at: '2027-01-01T00:00:00Z',
      restrictions: { models: ['gpt-*'], allowed_ips: ['192.0.2.1'] },
    });
    const { key: _full, ...created } = key.answer.body;
    const changed = await admin.call('PATCH', key.path, { body: { name: 'after' } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...created, name: 'after', revision: 2 });
    expect((await admin.call('GET', key.path)).body).toEqual(changed.body);
  });

  it('replaces restrictions as a whole, and null takes everything away', async () => {
    const key = await newKey(admin, await newProject(admin), {
      description: 'd',
      expires_at: '2027-01-01T00:00:00Z',
      restrictions: { models: ['gpt-*'], allowed_ips: ['192.0.2.1'] },
    });
    const narrowed = await admin.call('PATCH', key.path, {
      body: { restrictions: { models: ['claude-*'] } },
    });
    expect(narrowed.body.restrictions).toEqual({
      allowed_ips: null,
      models: ['claude-*'],
      rate_limit_rpm: null,
    });
    const cleared = await admin.call('PATCH', key.path, {
      body: { description: null, expires_at: null, restrictions: null },
    });
    expect(cleared.body).toMatchObject({
      description: null,
      expires_at: null,
      restrictions: { allowed_ips: null, models: null, rate_limit_rpm: null },
    });
    const row = await keyRow(admin, key.id);
    for (const attribute of ['description', 'expiresAt', 'ttl', 'restrictions'])
      expect(row).not.toHaveProperty(attribute);
  });

  it('extends an expired key, and moves its TTL', async () => {
    const key = await newKey(admin, await newProject(admin), {
      expires_at: '2026-11-22T12:00:05Z',
    });
    admin.time.nowMs += 60_000;
    expect((await admin.call('GET', key.path)).body).toMatchObject({
      status: 'expired',
      is_active: false,
    });
    const extended = await admin.call('PATCH', key.path, {
      body: { expires_at: '2026-11-23T12:00:00Z' },
    });
    expect(extended.body).toMatchObject({ status: 'active', is_active: true });
    const expiresAt = Date.parse('2026-11-23T12:00:00Z') / 1000;
    expect(await keyRow(admin, key.id)).toMatchObject({ expiresAt, ttl: expiresAt + 30 * 86_400 });
  });

  it('never touches digest, mask, project, creator or creation time', async () => {
    const key = await newKey(admin, await newProject(admin));
    const { digest, mask, projectId, createdAt, createdBy } = await keyRow(admin, key.id);
    await admin.call('PATCH', key.path, { body: { name: 'after' }, userArn: 'arn:aws:iam::1:x' });
    const row = await keyRow(admin, key.id);
    expect(row).toMatchObject({ digest, mask, projectId, createdAt, createdBy, rev: 2 });
  });

  it('of nothing answers the key and writes nothing', async () => {
    const key = await newKey(admin, await newProject(admin));
    const row = await keyRow(admin, key.id);
    expect((await admin.call('PATCH', key.path, { body: {} })).status).toBe(200);
    expect(await keyRow(admin, key.id)).toEqual(row);
  });

  it('and others at the same time all arrive', async () => {
    const key = await newKey(admin, await newProject(admin));
    const bodies = [
      { name: 'n' },
      { description: 'd' },
      { expires_at: '2027-01-01T00:00:00.000Z' },
    ];
    const answers = await Promise.all(
      bodies.map((body) => admin.call('PATCH', key.path, { body })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await admin.call('GET', key.path)).body).toMatchObject(Object.assign({}, ...bodies));
  });
});

describe('409', () => {
  it.each([
    ['a name', { name: 'again' }],
    ['an expiry', { expires_at: '2027-01-01T00:00:00Z' }],
    ['nothing', {}],
  ])('key_deactivated: %s cannot bring a deactivated key back', async (_what, body) => {
    const key = await newKey(admin, await newProject(admin));
    await admin.call('DELETE', key.path);
    const row = await keyRow(admin, key.id);
    const answer = await admin.call('PATCH', key.path, { body });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'key_deactivated' });
    expect(await keyRow(admin, key.id)).toEqual(row);
  });

  it('key_deactivated: a deactivation between read and write wins', async () => {
    const key = await newKey(admin, await newProject(admin));
    let deactivation: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || deactivation !== null) return 'none';
      deactivation = admin.call('DELETE', key.path);
      return { after: deactivation };
    };
    const answer = await admin.call('PATCH', key.path, {
      body: { expires_at: '2027-01-01T00:00:00Z' },
    });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'key_deactivated' });
    expect(await keyRow(admin, key.id)).toMatchObject({ status: 'deactivated' });
  });

  it('concurrent_change: somebody always gets in between', async () => {
    const key = await newKey(admin, await newProject(admin));
    admin.dynamo.fault = ({ operation }) =>
      operation === 'TransactWriteItems' ? 'conflict' : 'none';
    const answer = await admin.call('PATCH', key.path, { body: { name: 'x' } });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'concurrent_change' });
  });
});
