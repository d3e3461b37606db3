// What is not in the route table, and the wrong method on what is.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../shared/api/operations.ts';
import { filledPath, noIds, soundBody } from '../../../support/admin-paths.ts';
import { errorOf, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const paths = [...new Set(adminRoutes.map(({ path }) => path))];
const filled = (path: string): string => path.replace(/\{(\w+)\}/g, `proj_${'0'.repeat(22)}`);

describe('a path that is not in the table', () => {
  it.each([
    '/api/v1',
    '/api/v1/nothing',
    '/v1/key',
    '/api/v1/projects/x/y/z/w',
    '/',
  ])('%s is 404', async (path) => {
    expect(errorOf(await admin.call('GET', path))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });
});

describe('a known path with another method', () => {
  it.each(paths)('%s answers 405 with the methods that it has', async (path) => {
    const allowed = adminRoutes.filter((r) => r.path === path).map(({ method }) => method);
    for (const method of METHODS.filter((name) => !allowed.some((known) => known === name))) {
      const answer = await admin.call(method, filled(path));
      expect(errorOf(answer)).toMatchObject({ status: 405, code: 'method_not_allowed' });
      expect(answer.headers['allow']).toBe(allowed.join(', '));
    }
  });

  it('is not changed by X-HTTP-Method-Override', async () => {
    const project = await newProject(admin);
    const answer = await admin.call('POST', project.path, {
      body: {},
      headers: { 'X-HTTP-Method-Override': 'DELETE' },
    });
    expect(answer.status).toBe(405);
    expect((await admin.call('GET', project.path)).status).toBe(200);
  });
});

describe('an id in a path', () => {
  it.each([
    ['proj_1%2Fkeys'],
    ['proj_1'],
    [`proj_${'0'.repeat(23)}`],
    [`key_${'0'.repeat(22)}`],
    [`PROJ_${'0'.repeat(22)}`],
    [`proj_${'0'.repeat(21)}%00`],
    ['%E0%A4%A'],
    ['..'],
    [`proj_${'x'.repeat(10_000)}`],
    [`proj_${'0'.repeat(21)}ß`],
  ])('%s is 404 without a read', async (id) => {
    const calls = admin.dynamo.calls.length;
    expect(errorOf(await admin.call('GET', `/api/v1/projects/${id}`))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    expect(admin.dynamo.calls.length).toBe(calls);
  });

  it('of a project that does not exist is 404 for every operation below it', async () => {
    const routes = adminRoutes.filter(({ path }) => path.includes('{project_id}'));
    for (const { method, path } of routes) {
      const sent = ['POST', 'PUT', 'PATCH'].includes(method)
        ? { body: soundBody(method, path, noIds) }
        : {};
      const answer = await admin.call(method, filledPath(path, noIds), sent);
      expect(errorOf(answer), `${method} ${path}`).toMatchObject({ status: 404 });
    }
  });
});
