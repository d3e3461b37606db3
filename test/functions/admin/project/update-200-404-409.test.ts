// PATCH /projects/{id}.
import { describe, expect, it } from 'vitest';
import { errorOf, newProject, newToken, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

describe('a change', () => {
  it('touches only what was sent', async () => {
    const { path, answer } = await newProject(admin, {
      name: 'before',
      description: 'd',
      allowed_ips: ['192.0.2.1'],
      allowed_models: ['x-1'],
      model_providers: { 'x-': 'mine' },
      streaming_mode: 'incremental',
      filter_all_messages: true,
    });
    admin.time.nowMs += 60_000;
    const changed = await admin.call('PATCH', path, { body: { name: 'after' } });
    const { api_key: _shown, ...created } = answer.body;
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({
      ...created,
      name: 'after',
      updated_at: '2026-11-22T12:01:00.000Z',
      revision: 2,
    });
    expect((await admin.call('GET', path)).body).toEqual(changed.body);
  });

  it('sets models, streaming mode and the reach of filters', async () => {
    const { path } = await newProject(admin);
    const body = {
      allowed_models: ['gpt-4o*'],
      streaming_mode: 'buffered',
      filter_all_messages: true,
    };
    expect((await admin.call('PATCH', path, { body })).body).toMatchObject(body);
    expect((await admin.call('GET', path)).body).toMatchObject(body);
  });

  it('takes a description and lists away with null', async () => {
    const lists = { allowed_ips: ['192.0.2.1'], allowed_models: ['x-1'] };
    const { path } = await newProject(admin, { description: 'd', ...lists });
    const body = {
      description: null,
      allowed_ips: null,
      allowed_models: null,
      model_providers: {},
    };
    const changed = await admin.call('PATCH', path, { body });
    expect(changed.body).toMatchObject(body);
  });

  it('of nothing answers the project and writes nothing', async () => {
    const { path } = await newProject(admin);
    admin.dynamo.calls.length = 0;
    expect((await admin.call('PATCH', path, { body: {} })).status).toBe(200);
    expect(admin.dynamo.calls.map(({ operation }) => operation)).toEqual(['GetItem']);
  });

  it('switches a project off and on again', async () => {
    const { path } = await newProject(admin);
    const off = await admin.call('PATCH', path, { body: { is_active: false } });
    expect(off.body.is_active).toBe(false);
    const on = await admin.call('PATCH', path, { body: { is_active: true } });
    expect(on.body.is_active).toBe(true);
  });

  it('leaves the provider tokens as they are', async () => {
    const { path } = await newProject(admin);
    const token = await newToken(admin, path);
    await admin.call('PATCH', path, { body: { name: 'after' } });
    expect((await admin.call('GET', token.path)).body).toEqual(token.answer.body);
  });
});

describe('changes at the same time', () => {
  it('all arrive, each in its own field', async () => {
    const { path } = await newProject(admin);
    const bodies = [{ name: 'n' }, { description: 'd' }, { allowed_ips: ['192.0.2.1'] }];
    const answers = await Promise.all(bodies.map((body) => admin.call('PATCH', path, { body })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await admin.call('GET', path)).body).toMatchObject(Object.assign({}, ...bodies));
  });

  it('are 409 when somebody always gets in between', async () => {
    const { path, id } = await newProject(admin);
    let depth = 0;
    admin.dynamo.fault = ({ operation }) => {
      // Makes the condition fail by letting another write through first.
      if (operation === 'TransactWriteItems' && depth++ < 4) return 'conflict';
      return 'none';
    };
    const answer = await admin.call('PATCH', path, { body: { name: 'mine' } });
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'concurrent_change' });
    admin.dynamo.fault = () => 'none';
    expect((await admin.call('GET', `/api/v1/projects/${id}`)).body.name).toBe('Test');
  });
});

describe('a project that is not there', () => {
  it('is 404, and no row appears', async () => {
    const path = `/api/v1/projects/proj_${'0'.repeat(22)}`;
    const rows = (await admin.dynamo.rows(admin.dynamo.projectsTable)).length;
    const answer = await admin.call('PATCH', path, { body: { name: 'ghost' } });
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    expect(await admin.dynamo.rows(admin.dynamo.projectsTable)).toHaveLength(rows);
  });

  it('is 404 when it is deleted between the read and the write', async () => {
    const { path } = await newProject(admin);
    let deletion: Promise<unknown> | null = null;
    admin.dynamo.fault = ({ operation }) => {
      if (operation !== 'TransactWriteItems' || deletion !== null) return 'none';
      deletion = admin.call('DELETE', path);
      return { after: deletion };
    };
    const answer = await admin.call('PATCH', path, { body: { is_active: true } });
    expect(errorOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });
});
