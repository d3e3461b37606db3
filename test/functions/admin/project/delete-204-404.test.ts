// DELETE /projects/{id}: it stops for the data plane first, and can be carried on.
import { describe, expect, it } from 'vitest';
import { eachLimited } from '../../../../shared/kernel/each-limited.ts';
import { writesOf, writesTo } from '../../../support/store-writes.ts';
import {
  errorOf,
  keyRow,
  newKey,
  newProject,
  newToken,
  type TestKey,
  useAdminSystem,
} from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const projectRow = async (id: string) =>
  (await admin.dynamo.rows(admin.dynamo.projectsTable)).find((row) => row['pk'] === id) ?? {};

describe('a deletion', () => {
  it('answers 204 without a body, and 204 again', async () => {
    const { path } = await newProject(admin);
    for (let i = 0; i < 2; i++) {
      const answer = await admin.call('DELETE', path);
      expect([answer.status, answer.text]).toEqual([204, '']);
    }
  });

  it('makes the project and everything below it 404', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const token = await newToken(admin, project.path);
    await admin.call('DELETE', project.path);
    for (const [method, path, body] of [
      ['GET', project.path],
      ['PATCH', project.path, { is_active: true }],
      ['GET', `${project.path}/api-keys`],
      ['POST', `${project.path}/api-keys`, { name: 'x' }],
      ['GET', key.path],
      ['PATCH', key.path, { name: 'x' }],
      ['GET', `${project.path}/tokens`],
      ['GET', token.path],
      ['POST', `${token.path}/verify`],
      ['DELETE', token.path],
    ] as const)
      expect(
        errorOf(await admin.call(method, path, body === undefined ? {} : { body })),
        `${method} ${path}`,
      ).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('takes the project off the list', async () => {
    const { id, path } = await newProject(admin);
    await admin.call('DELETE', path);
    const { body } = await admin.call('GET', '/api/v1/projects', { query: { limit: '100' } });
    expect(body.projects.map((project: { id: string }) => project.id)).not.toContain(id);
    expect(body.total).toBe(body.projects.length);
  });

  it('switches the project off before it touches a key', async () => {
    const project = await newProject(admin);
    admin.dynamo.calls.length = 0;
    await admin.call('DELETE', project.path);
    const updates = admin.dynamo.calls.flatMap(writesOf).filter(({ kind }) => kind === 'Update');
    expect(updates.map(({ input }) => input['TableName'])).toEqual([
      admin.dynamo.projectsTable,
      admin.dynamo.keysTable,
    ]);
    expect(await projectRow(project.id)).toMatchObject({ isActive: false });
  });

  it('deactivates every key over several pages, expired ones too', async () => {
    const project = await newProject(admin);
    const keys: TestKey[] = [];
    await eachLimited(Array.from({ length: 110 }), 4, async () =>
      keys.push(await newKey(admin, project)),
    );
    const expiring = await newKey(admin, project, { expires_at: '2026-11-22T12:00:30Z' });
    admin.time.nowMs += 60_000;
    expect((await admin.call('DELETE', project.path)).status).toBe(204);
    const rows = await admin.dynamo.rows(admin.dynamo.keysTable);
    const own = rows.filter((row) => row['projectId'] === project.id);
    expect(own).toHaveLength(112);
    expect(own.filter((row) => row['status'] !== 'deactivated')).toEqual([]);
    expect(keys.every((key) => own.some((row) => row['keyId'] === key.id))).toBe(true);
    expect(await keyRow(admin, expiring.id)).toMatchObject({
      deactivatedReason: 'project deleted',
    });
  });

  it('keeps the time and reason of keys that were deactivated before', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', key.path, { query: { reason: 'leaked' } });
    const row = await keyRow(admin, key.id);
    admin.time.nowMs += 60_000;
    await admin.call('DELETE', project.path);
    expect(await keyRow(admin, key.id)).toEqual(row);
  });

  it("schedules the deletion of the tokens' secrets, restorable for 7 days", async () => {
    const project = await newProject(admin);
    await newToken(admin, project.path);
    await newToken(admin, '/api/v1');
    admin.secretsEndpoint.calls.length = 0;
    await admin.call('DELETE', project.path);
    const deletions = admin.secretsEndpoint.calls.filter((c) => c.operation === 'DeleteSecret');
    expect(deletions.map(({ input }) => input)).toEqual([
      {
        SecretId: expect.stringContaining(`collie/test/projects/${project.id}/openai/tok_`),
        RecoveryWindowInDays: 7,
      },
    ]);
  });

  it('that broke off on the way is an error, and carries on when it is repeated', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const writesKeys = writesTo(admin.dynamo.keysTable);
    admin.dynamo.fault = (call) => (writesKeys(call) ? 'throttle' : 'none');
    const broken = await admin.call('DELETE', project.path);
    expect(errorOf(broken)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(await projectRow(project.id)).toMatchObject({ isActive: false });
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', project.path)).status).toBe(404);
    expect((await admin.call('DELETE', project.path)).status).toBe(204);
    expect(await keyRow(admin, key.id)).toMatchObject({ status: 'deactivated' });
  });

  it('of a project that never was is 404, and no row appears', async () => {
    const answer = await admin.call('DELETE', `/api/v1/projects/proj_${'9'.repeat(22)}`);
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await projectRow(`proj_${'9'.repeat(22)}`)).toEqual({});
  });
});
