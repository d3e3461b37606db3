// DELETE …/api-keys/{id}: deactivates for good, in one conditional write.
import { describe, expect, it } from 'vitest';
import { verifyKey } from '../../../../shared/keys/verify.ts';
import { testRing } from '../../../support/keys.ts';
import { writesOf } from '../../../support/store-writes.ts';
import { errorOf, keyRow, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const nowSeconds = Date.parse('2026-11-22T12:00:00Z') / 1000;

describe('a deactivation', () => {
  it('answers 204 without a body when the write is durable', async () => {
    const key = await newKey(admin, await newProject(admin));
    const answer = await admin.call('DELETE', key.path, { query: { reason: 'leaked in a log' } });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await keyRow(admin, key.id)).toMatchObject({
      status: 'deactivated',
      deactivatedAt: '2026-11-22T12:00:00.000Z',
      deactivatedReason: 'leaked in a log',
      ttl: nowSeconds + 90 * 86_400,
    });
  });

  it('is final: the key does not verify any more, and is shown as deactivated', async () => {
    const key = await newKey(admin, await newProject(admin));
    await admin.call('DELETE', key.path);
    const verification = await verifyKey(key.answer.body.key, {
      pepper: async (version) => testRing.byVersion.get(version) ?? null,
      findKey: (keyId) => keyRow(admin, keyId),
      clock: () => nowSeconds * 1000,
    });
    expect(verification).toEqual({ kind: 'deactivated', keyId: key.id });
    expect((await admin.call('GET', key.path)).body).toMatchObject({
      status: 'deactivated',
      is_active: false,
    });
  });

  it('again is 204 and keeps the first time and reason', async () => {
    const key = await newKey(admin, await newProject(admin));
    await admin.call('DELETE', key.path, { query: { reason: 'first' } });
    const row = await keyRow(admin, key.id);
    admin.time.nowMs += 60_000;
    const again = await admin.call('DELETE', key.path, { query: { reason: 'second' } });
    expect(again.status).toBe(204);
    expect(await keyRow(admin, key.id)).toEqual(row);
  });

  it('is one conditional update that cannot create a row, with its event and nothing else', async () => {
    const key = await newKey(admin, await newProject(admin));
    admin.dynamo.calls.length = 0;
    await admin.call('DELETE', key.path);
    const { calls, keysTable, auditTable } = admin.dynamo;
    expect(calls.map(({ operation }) => operation)).toEqual(['Query', 'TransactWriteItems']);
    const [update, event, ...others] = calls.flatMap(writesOf);
    expect(update).toMatchObject({ kind: 'Update', input: { TableName: keysTable } });
    expect(event).toMatchObject({ kind: 'Put', input: { TableName: auditTable } });
    expect(others).toEqual([]);
    expect(update?.input['ConditionExpression']).toContain('attribute_exists(#keyId)');
    expect(update?.input['ConditionExpression']).toContain('#projectId = :expected_projectId');
  });

  it('works for an expired key, and in a deleted project whose index was behind', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project, { expires_at: '2026-11-22T12:00:05Z' });
    admin.time.nowMs += 60_000;
    expect((await admin.call('DELETE', key.path)).status).toBe(204);
    await admin.call('DELETE', project.path);
    const first = `${project.path}/api-keys/${project.answer.body.api_key.id}`;
    expect((await admin.call('DELETE', first)).status).toBe(204);
  });

  it('at the same time many times is 204 each, with one time stamp', async () => {
    const key = await newKey(admin, await newProject(admin));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        admin.call('DELETE', key.path, { query: { reason: `r${i}` } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await keyRow(admin, key.id))['deactivatedReason']).toMatch(/^r\d$/);
  });

  it('is not done when the store refuses: 503, and it can be repeated', async () => {
    const key = await newKey(admin, await newProject(admin));
    admin.dynamo.fault = () => 'throttle';
    const answer = await admin.call('DELETE', key.path);
    expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(answer.headers['retry-after']).toBe('1');
    admin.dynamo.fault = () => 'none';
    expect(await keyRow(admin, key.id)).toMatchObject({ status: 'active' });
    expect((await admin.call('DELETE', key.path)).status).toBe(204);
  });
});
