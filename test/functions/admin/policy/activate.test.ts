// What is in force in a project: one conditional write puts it in force, and what is in force cannot be deleted.
import { describe, expect, it } from 'vitest';
import {
  activate,
  dictionaryRule,
  newDictionary,
  newPolicy,
  newRule,
} from '../../../support/admin-policies.ts';
import { eventsOf } from '../../../support/audit.ts';
import { errorOf, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const inForce = async (project: { path: string }) =>
  (await admin.call('GET', `${project.path}/policy`)).body;
const projectsOf = async (policy: { path: string }): Promise<number> =>
  (await admin.call('GET', policy.path)).body.active_projects;
const rowOf = async (id: string) =>
  (await admin.dynamo.rows(admin.dynamo.projectsTable)).find(({ pk }) => pk === id) ?? {};

describe('PUT of a project policy', () => {
  it('puts the latest version in force, as the data plane reads it', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin, { preset: 'starter' });
    expect(await inForce(project)).toEqual({
      ...{ project_id: project.id, policy_id: null, policy_name: null, revision: 1 },
      ...{ version: null, latest_version: null, hash: null },
    });
    const { status, body, headers } = await activate(admin, project, policy.id);
    expect(status).toBe(200);
    const { hash } = policy.answer.body;
    expect(body).toEqual({
      ...{ project_id: project.id, policy_id: policy.id, policy_name: 'Test policy' },
      ...{ version: 1, latest_version: 1, hash, revision: 2 },
    });
    expect(headers['etag']).toBe('"2"');
    expect(await inForce(project)).toEqual(body);
    expect((await rowOf(project.id))['policy']).toEqual({ policyId: policy.id, version: 1, hash });
    const seen = (await admin.call('GET', project.path)).body;
    expect(seen.policy).toEqual({ policy_id: policy.id, version: 1 });
    expect(await projectsOf(policy)).toBe(1);
  });

  it('keeps a version in force while the policy changes, and rolls back', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    await activate(admin, project, policy.id);
    await newRule(admin, policy);
    expect(await inForce(project)).toMatchObject({ version: 1, latest_version: 2 });
    expect((await activate(admin, project, policy.id)).body).toMatchObject({ version: 2 });
    expect((await activate(admin, project, policy.id, 1)).body).toMatchObject({ version: 1 });
    expect(await projectsOf(policy)).toBe(1);
  });

  it('without a version saves one first when a dictionary has changed', async () => {
    const project = await newProject(admin);
    const dictionary = await newDictionary(admin, ['apollo']);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    await admin.call('PUT', dictionary.path, { body: { terms: ['gemini'] } });
    expect((await activate(admin, project, policy.id)).body).toMatchObject({ version: 2 });
    expect((await activate(admin, project, policy.id, 1)).body).toMatchObject({ version: 1 });
  });

  it('again changes nothing, and makes no event', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    const first = await activate(admin, project, policy.id);
    const events = await eventsOf(admin, project.path);
    const again = await activate(admin, project, policy.id);
    expect(again.body).toEqual(first.body);
    expect(await eventsOf(admin, project.path)).toEqual(events);
  });

  it('moves the count from one policy to the other', async () => {
    const project = await newProject(admin);
    const [one, two] = [await newPolicy(admin), await newPolicy(admin)];
    await activate(admin, project, one.id);
    await activate(admin, project, two.id);
    expect([await projectsOf(one), await projectsOf(two)]).toEqual([0, 1]);
  });

  it('is 412 with a revision that has passed, and 200 with the present one', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    await admin.call('PATCH', project.path, { body: { name: 'x' } });
    const put = (revision: string) =>
      activate(admin, project, policy.id, undefined, { headers: { 'If-Match': revision } });
    expect(errorOf(await put('"1"'))).toMatchObject({ status: 412 });
    expect((await put('"2"')).status).toBe(200);
  });

  it.each<[string, (policyId: string) => object, string]>([
    ['no policy', () => ({}), 'policy_id'],
    ['no id', () => ({ policy_id: 'pol_1' }), 'policy_id'],
    ['an unknown policy', () => ({ policy_id: `pol_${'0'.repeat(22)}` }), 'policy_id'],
    ['an unknown version', (policy_id) => ({ policy_id, version: 2 }), 'version'],
    ['version 0', (policy_id) => ({ policy_id, version: 0 }), 'version'],
    ['a version in text', (policy_id) => ({ policy_id, version: '1' }), 'version'],
    ['a hash', (policy_id) => ({ policy_id, hash: 'x' }), 'hash'],
  ])('with %s is 422, and nothing comes into force', async (_what, bodyOf, param) => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    const body = bodyOf(policy.id);
    const answer = await admin.call('PUT', `${project.path}/policy`, { body });
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param });
    expect(await inForce(project)).toMatchObject({ policy_id: null, revision: 1 });
  });

  it('of a deleted policy is 422, of a deleted project 404', async () => {
    const [project, gone] = [await newProject(admin), await newProject(admin)];
    const [policy, deleted] = [await newPolicy(admin), await newPolicy(admin)];
    await admin.call('DELETE', deleted.path);
    await admin.call('DELETE', gone.path);
    expect(errorOf(await activate(admin, project, deleted.id, 1))).toMatchObject({
      ...{ status: 422, param: 'policy_id' },
    });
    expect(errorOf(await activate(admin, gone, policy.id))).toMatchObject({ status: 404 });
    expect(await projectsOf(policy)).toBe(0);
  });
});

describe('DELETE of a project policy', () => {
  it('takes it out of force; again is fine and makes no event', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    await activate(admin, project, policy.id);
    const remove = async () => (await admin.call('DELETE', `${project.path}/policy`)).status;
    expect(await remove()).toBe(204);
    expect(await rowOf(project.id)).not.toHaveProperty('policy');
    expect(await projectsOf(policy)).toBe(0);
    const events = await eventsOf(admin, project.path);
    expect(await remove()).toBe(204);
    expect(await eventsOf(admin, project.path)).toEqual(events);
    expect(await projectsOf(policy)).toBe(0);
  });
});

describe('a policy in force', () => {
  it('cannot be deleted until no project has it', async () => {
    const projects = [await newProject(admin), await newProject(admin)];
    const policy = await newPolicy(admin);
    for (const project of projects) await activate(admin, project, policy.id);
    const remove = () => admin.call('DELETE', policy.path);
    expect(errorOf(await remove())).toMatchObject({ status: 409, code: 'policy_active' });
    await admin.call('DELETE', `${projects[0]?.path}/policy`);
    expect(errorOf(await remove())).toMatchObject({ status: 409, code: 'policy_active' });
    // A deleted project gives it back; deleted again, it does not give it back twice.
    await admin.call('DELETE', projects[1]?.path ?? '');
    await admin.call('DELETE', projects[1]?.path ?? '');
    expect(await projectsOf(policy)).toBe(0);
    expect((await remove()).status).toBe(204);
  });

  it('deleted at the same moment as it is activated leaves one of the two', async () => {
    for (let round = 0; round < 5; round++) {
      const project = await newProject(admin);
      const policy = await newPolicy(admin);
      const [gone, active] = await Promise.all([
        admin.call('DELETE', policy.path),
        activate(admin, project, policy.id, 1),
      ]);
      const isDeleted = gone.status === 204;
      expect(active.status).toBe(isDeleted ? 422 : 200);
      expect((await inForce(project)).policy_id).toBe(isDeleted ? null : policy.id);
    }
  });

  it('activated in a project that is deleted at the same moment is counted in none', async () => {
    for (let round = 0; round < 5; round++) {
      const project = await newProject(admin);
      const policy = await newPolicy(admin);
      const [removed] = await Promise.all([
        admin.call('DELETE', project.path),
        activate(admin, project, policy.id, 1),
      ]);
      expect(removed.status).toBe(204);
      expect(await projectsOf(policy)).toBe(0);
    }
  });

  it('activated from many sides is counted once for each project', async () => {
    const project = await newProject(admin);
    const policies = [await newPolicy(admin), await newPolicy(admin), await newPolicy(admin)];
    const answers = await Promise.all(policies.map(({ id }) => activate(admin, project, id, 1)));
    for (const { status } of answers) expect([200, 409]).toContain(status);
    const counts = await Promise.all(policies.map(projectsOf));
    const { policy_id } = await inForce(project);
    expect(counts).toEqual(policies.map(({ id }) => (id === policy_id ? 1 : 0)));
  });
});
