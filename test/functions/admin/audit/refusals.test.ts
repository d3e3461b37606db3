// A refused change makes one event, too: who tried, what, and why it was not done.
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../../../shared/api/operations.ts';
import { USER_ARN } from '../../../support/admin-system.ts';
import { eventsOf } from '../../../support/audit.ts';
import { newKey, newProject, TOKEN_VALUE, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const SECRET = 'sk-secret-in-a-wrong-place-0123456789';

describe('a refused change', () => {
  it.each<[string, string, string, object, string, string]>([
    [
      'a foreign key',
      'DELETE',
      `/api-keys/key_${'0'.repeat(22)}`,
      {},
      'key.deactivated',
      'not_found',
    ],
    [
      'a wrong field',
      'POST',
      '/api-keys',
      { body: { name: 7 } },
      'key.created',
      'validation_error',
    ],
    ['no JSON', 'POST', '/tokens', { text: '{' }, 'token.created', 'invalid_json'],
    [
      'a gzip body',
      'PATCH',
      '',
      { text: '{}', headers: { 'Content-Encoding': 'gzip' } },
      'project.updated',
      'unsupported_media_type',
    ],
    [
      'a repeated parameter',
      'DELETE',
      '',
      { query: { x: ['1', '2'] } },
      'project.deleted',
      'invalid_request',
    ],
    ['a malformed id', 'PATCH', '/api-keys/x', { body: {} }, 'key.updated', 'not_found'],
  ])('for %s is in the chain of its project', async (_what, method, tail, options, action, code) => {
    const { path } = await newProject(admin);
    await admin.call(method, `${path}${tail}`, options);
    const [, event, ...others] = await eventsOf(admin, path);
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      action,
      code,
      outcome: 'refused',
      actor: { id: USER_ARN },
      before: null,
      after: null,
    });
  });

  it('names its target when that is an id, and never repeats what was sent', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    await admin.call('DELETE', key.path);
    await admin.call('PATCH', key.path, { body: { name: SECRET } });
    await admin.call('POST', `${project.path}/tokens`, {
      body: { name: 'x', provider: 'openai', api_key: `${TOKEN_VALUE} `, [SECRET]: 1 },
    });
    await admin.call('PATCH', `${project.path}/api-keys/${SECRET}`, { body: {} });
    const events = await eventsOf(admin, project.path);
    const refused = events.filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ target }) => target)).toEqual([
      { type: 'key', id: key.id },
      { type: 'project', id: project.id },
      { type: 'project', id: project.id },
    ]);
    expect(JSON.stringify(events)).not.toContain(SECRET);
    expect(JSON.stringify(events)).not.toContain(TOKEN_VALUE);
  });

  it('of a project that does not exist is in the chain of the account', async () => {
    const id = `proj_${'7'.repeat(22)}`;
    const before = await eventsOf(admin, '/api/v1');
    await admin.call('DELETE', `/api/v1/projects/${id}`);
    const added = (await eventsOf(admin, '/api/v1')).slice(before.length);
    expect(added).toMatchObject([
      { project_id: null, action: 'project.deleted', target: { id }, code: 'not_found' },
    ]);
  });

  it('is not made of a reading, a verification, an unknown path or our own failure', async () => {
    const project = await newProject(admin);
    const before = await admin.dynamo.rows(admin.dynamo.auditTable);
    const zeros = '0'.repeat(22);
    for (const { path } of adminRoutes.filter(({ method }) => method === 'GET'))
      await admin.call(
        'GET',
        path.replace(/\{(\w+?)_id\}/g, `$1_${zeros}`).replace('token_', 'tok_'),
      );
    await admin.call('POST', `${project.path}/tokens/tok_${zeros}/verify`);
    await admin.call('DELETE', '/api/v1/nothing');
    await admin.call('DELETE', '/api/v1/projects');
    admin.dynamo.fault = ({ operation }) => (operation === 'TransactWriteItems' ? 'cut' : 'none');
    await newKey(admin, project);
    expect(await admin.dynamo.rows(admin.dynamo.auditTable)).toEqual(before);
  });

  it('is answered all the same when its event cannot be written, and the log says so', async () => {
    const { path } = await newProject(admin);
    admin.dynamo.fault = ({ input }) =>
      JSON.stringify(input).includes(admin.dynamo.auditTable) ? 'cut' : 'none';
    const answer = await admin.call('POST', `${path}/api-keys`, { body: {} });
    expect([answer.status, answer.body.error.code]).toEqual([422, 'validation_error']);
    expect(admin.logs.join('\n')).toContain('refusal_not_recorded');
  });
});
