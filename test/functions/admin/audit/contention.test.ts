// Writers of one chain at the same time, and stores that are away: changes are not lost, and keys can be ended.
import { describe, expect, it } from 'vitest';
import { startAdminSystem } from '../../../support/admin-system.ts';
import { eventsOf } from '../../../support/audit.ts';
import { errorOf, newKey, newProject, useAdminSystem } from '../../../support/use-admin.ts';
import { verdictOn } from '../../../support/verify-key.ts';

const admin = useAdminSystem();

describe('twenty operators on one project', () => {
  it('all get through, with an event each, in an unbroken chain', { timeout: 30_000 }, async () => {
    const project = await newProject(admin);
    const keys = [];
    for (let i = 0; i < 20; i++) keys.push(await newKey(admin, project));
    const answers = await Promise.all(
      keys.map(({ path }, i) =>
        i % 2 === 0
          ? admin.call('DELETE', path)
          : admin.call('PATCH', path, { body: { name: 'changed' } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 204]));
    expect(await eventsOf(admin, project.path)).toHaveLength(41);
    const { body } = await admin.call('GET', `${project.path}/audit/verify`);
    expect(body).toMatchObject({ ok: true, events: 41 });
  });
});

describe('an operator who is always overtaken', () => {
  it('is told 503, and nothing has happened', { timeout: 30_000 }, async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const before = await eventsOf(admin, project.path);
    admin.dynamo.fault = ({ operation }) =>
      operation === 'TransactWriteItems' ? 'overtaken' : 'none';
    const answer = await admin.call('DELETE', key.path);
    expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
    admin.dynamo.fault = () => 'none';
    expect(await verdictOn(admin, key.answer.body.key)).toBe('active');
    expect(await eventsOf(admin, project.path)).toEqual(before);
    expect((await admin.call('DELETE', key.path)).status).toBe(204);
  });
});

describe('without the peppers', () => {
  it('a key can be ended: its event has no seal, and the check counts it', async () => {
    const system = await startAdminSystem();
    try {
      const project = await newProject(system);
      const key = await newKey(system, project);
      system.secretsEndpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
      // Another process, which has not read the peppers yet.
      const cold = system.actor(system.dynamo.client);
      expect((await cold('DELETE', key.path)).status).toBe(204);
      expect(await verdictOn(system, key.answer.body.key)).toBe('deactivated');
      expect(system.logs.join('\n')).toContain('audit_event_unsealed');
      system.secretsEndpoint.answer = system.secrets.answer;
      const { body } = await system.call('GET', `${project.path}/audit/verify`);
      expect(body).toMatchObject({ ok: true, events: 3, unsealed_events: 1 });
    } finally {
      await system.close();
    }
  });
});

describe('without the audit', () => {
  it('nothing is changed: an event that cannot be written stops its change', async () => {
    const project = await newProject(admin);
    const key = await newKey(admin, project);
    const { auditTable } = admin.dynamo;
    admin.dynamo.fault = ({ input }) =>
      JSON.stringify(input).includes(auditTable) ? 'cut' : 'none';
    for (const [method, path, body] of [
      ['PATCH', key.path, { name: 'x' }],
      ['DELETE', key.path, undefined],
      ['PATCH', project.path, { is_active: false }],
    ] as const) {
      const answer = await admin.call(method, path, body === undefined ? {} : { body });
      expect(errorOf(answer)).toMatchObject({ status: 503 });
    }
    admin.dynamo.fault = () => 'none';
    expect(await verdictOn(admin, key.answer.body.key)).toBe('active');
    expect((await admin.call('GET', project.path)).body.is_active).toBe(true);
  });
});
