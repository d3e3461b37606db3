// Our own trouble is 503 on every operation, never the caller's fault, and the next call recovers.
import { beforeAll, describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../shared/api/operations.ts';
import { existingIds, filledPath, type PathIds, soundBody } from '../../../support/admin-paths.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let ids: PathIds;
let keyPath: string;

beforeAll(async () => {
  ids = await existingIds(admin);
  keyPath = filledPath('/api/v1/projects/{project_id}/api-keys/{key_id}', ids);
});

/** The others read no table. */
const served = adminRoutes.filter(
  ({ operation }) => operation !== 'getHealth' && operation !== 'listRulePresets',
);

describe.each(served)('$method $path', ({ method, path }) => {
  it('is 503 with Retry-After while the tables are away', async () => {
    admin.dynamo.fault = () => 'cut';
    const body = soundBody(method, path, ids);
    const answer = await admin.call(method, filledPath(path, ids), { body });
    expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.text).not.toMatch(/dynamo|secret|test-keys|ECONN|socket/i);
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', keyPath)).status).toBe(200);
  });
});

describe('a bug of ours', () => {
  it('is a mute 500, not a 503 that invites to retry', async () => {
    admin.dynamo.fault = () => 'invalid';
    const answer = await admin.call('GET', keyPath);
    expect(errorOf(answer)).toMatchObject({ status: 500, code: 'internal_error' });
    expect(answer.headers).not.toHaveProperty('retry-after');
    expect(answer.text).not.toContain('told to');
  });
});

describe('health', () => {
  it('is 200 when every store answers', async () => {
    const answer = await admin.call('GET', '/api/v1/health');
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        status: 'ok',
        service: 'collie-gateway',
        version: '1.2.3',
        checks: { keys_table: 'ok', projects_table: 'ok', audit_table: 'ok', pepper: 'ok' },
      },
    ]);
  });

  it.each([
    ['keys_table', 'keysTable'],
    ['projects_table', 'projectsTable'],
    ['audit_table', 'auditTable'],
  ] as const)('is 503 without %s', async (check, name) => {
    const table = admin.dynamo[name];
    admin.dynamo.fault = ({ input }) => (input['TableName'] === table ? 'cut' : 'none');
    const answer = await admin.call('GET', '/api/v1/health');
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ status: 'degraded', checks: { [check]: 'failed' } });
    expect(Object.values(answer.body.checks).filter((state) => state === 'ok')).toHaveLength(3);
  });

  it('is 503 without the pepper, although this process has read it before', async () => {
    admin.secretsEndpoint.answer = () => ({ error: 'ResourceNotFoundException' });
    const answer = await admin.call('GET', '/api/v1/health');
    expect(answer.status).toBe(503);
    expect(answer.body.checks).toEqual({
      keys_table: 'ok',
      projects_table: 'ok',
      audit_table: 'ok',
      pepper: 'failed',
    });
  });
});
