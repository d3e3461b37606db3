// Query parameters: each once, none unknown, on every operation.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../shared/api/operations.ts';
import { filledPath, noIds } from '../../../support/admin-paths.ts';
import { errorOf, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const filled = (path: string): string => filledPath(path, noIds);

describe.each(adminRoutes)('$method $path', ({ method, path }) => {
  it('refuses a parameter that it does not know, by name', async () => {
    const answer = await admin.call(method, filled(path), { query: { verbose: '1' }, body: {} });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'verbose' });
  });

  it('refuses a repeated parameter', async () => {
    const query = { limit: ['1', '9999'] };
    const answer = await admin.call(method, filled(path), { query, body: {} });
    expect(errorOf(answer)).toMatchObject({ status: 400, code: 'invalid_request' });
  });
});

describe('lists', () => {
  it.each([
    '0',
    '-1',
    '101',
    '1e2',
    '0x10',
    ' 5',
    '5 ',
    '',
    'NaN',
    '1.0',
    '９',
    '9'.repeat(400),
  ])('refuse limit=%j', async (limit) => {
    const project = await newProject(admin);
    for (const path of ['/api/v1/projects', '/api/v1/tokens', `${project.path}/api-keys`])
      expect(errorOf(await admin.call('GET', path, { query: { limit } }))).toEqual({
        status: 422,
        code: 'validation_error',
        param: 'limit',
      });
  });

  it('leave the parameters of a presigned URL to IAM', async () => {
    const query = { 'X-Amz-Signature': 'abc', 'X-Amz-Date': '20261122T120000Z', limit: '5' };
    expect((await admin.call('GET', '/api/v1/projects', { query })).status).toBe(200);
  });
});
