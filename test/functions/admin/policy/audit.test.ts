// Each change of policies, rules, dictionaries and of what is in force makes one event, which stays small.
import { describe, expect, it } from 'vitest';
import {
  activate,
  dictionaryRule,
  newDictionary,
  newPolicy,
  newRule,
  ruleBody,
} from '../../../support/admin-policies.ts';
import { eventsOf, type TestEvent } from '../../../support/audit.ts';
import { newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
const ACCOUNT = '/api/v1';
const HASH = expect.stringMatching(/^[0-9a-f]{64}$/);

/** The one event that `change` adds to a chain. */
async function eventOf(path: string, change: () => Promise<unknown>): Promise<TestEvent> {
  const before = await eventsOf(admin, path);
  await change();
  const added = (await eventsOf(admin, path)).slice(before.length);
  expect(added).toHaveLength(1);
  return added[0];
}

describe('the audit of policies', () => {
  it('tells of a policy: created, changed, deleted', async () => {
    let policy = {} as Awaited<ReturnType<typeof newPolicy>>;
    const created = await eventOf(ACCOUNT, async () => {
      policy = await newPolicy(admin, { preset: 'starter' });
    });
    const target = { type: 'policy', id: policy.id };
    const fields = { name: 'Test policy', description: null, enforcement_mode: 'enforce' };
    const count = policy.answer.body.rule_count;
    const whole = { ...fields, version: 1, hash: policy.answer.body.hash, rule_count: count };
    expect(created).toMatchObject({ action: 'policy.created', target, before: null });
    expect(created.after).toEqual(whole);
    const patch = (body: object) => admin.call('PATCH', policy.path, { body });
    const renamed = await eventOf(ACCOUNT, () => patch({ name: 'n' }));
    expect([renamed.action, renamed.before, renamed.after]).toEqual([
      'policy.updated',
      { name: 'Test policy' },
      { name: 'n' },
    ]);
    const watching = await eventOf(ACCOUNT, () => patch({ enforcement_mode: 'monitor' }));
    expect(watching.before).toEqual({ enforcement_mode: 'enforce', version: 1, hash: HASH });
    expect(watching.after).toEqual({ enforcement_mode: 'monitor', version: 2, hash: HASH });
    const deleted = await eventOf(ACCOUNT, () => admin.call('DELETE', policy.path));
    expect(deleted).toMatchObject({ action: 'policy.deleted', target, after: null });
    expect(deleted.before).toMatchObject({ name: 'n', version: 2 });
  });

  it('tells of a rule: created, changed, deleted, and which version that made', async () => {
    const policy = await newPolicy(admin);
    const place = (version: number) => ({ policy_id: policy.id, version, hash: HASH });
    let rule = {} as Awaited<ReturnType<typeof newRule>>;
    const created = await eventOf(ACCOUNT, async () => {
      rule = await newRule(admin, policy);
    });
    expect(created).toMatchObject({
      ...{ action: 'rule.created', target: { type: 'rule', id: rule.id }, before: null },
      after: { ...place(2), ...ruleBody(), is_enabled: true },
    });
    const changed = await eventOf(ACCOUNT, () =>
      admin.call('PATCH', rule.path, { body: { is_enabled: false, block_message: 'No.' } }),
    );
    expect([changed.action, changed.before, changed.after]).toEqual([
      'rule.updated',
      { ...place(2), is_enabled: true, block_message: null },
      { ...place(3), is_enabled: false, block_message: 'No.' },
    ]);
    const deleted = await eventOf(ACCOUNT, () => admin.call('DELETE', rule.path));
    expect(deleted).toMatchObject({ action: 'rule.deleted', before: place(3) });
    expect(deleted.after).toEqual(place(4));
  });

  it('shows a large configuration by its hash and size only', async () => {
    const config = { terms: Array.from({ length: 5_000 }, (_, i) => `confidential term ${i}`) };
    const policy = await newPolicy(admin);
    const event = await eventOf(ACCOUNT, () =>
      newRule(admin, policy, { rule_type: 'aho_corasick', config }),
    );
    expect(event.after.config).toEqual({ sha256: HASH, bytes: expect.any(Number) });
    expect(JSON.stringify(event).length).toBeLessThan(3_000);
  });

  it('tells of a dictionary without a term of it', async () => {
    let dictionary = {} as Awaited<ReturnType<typeof newDictionary>>;
    const created = await eventOf(ACCOUNT, async () => {
      dictionary = await newDictionary(admin, ['confidential']);
    });
    const target = { type: 'dictionary', id: dictionary.id };
    expect(created).toMatchObject({ action: 'dictionary.created', target, before: null });
    expect(created.after).toMatchObject({ name: 'Test dictionary', term_count: 1, hash: HASH });
    const replaced = await eventOf(ACCOUNT, () =>
      admin.call('PUT', dictionary.path, { body: { terms: ['confidential', 'more'] } }),
    );
    expect([replaced.action, replaced.before, replaced.after]).toEqual([
      'dictionary.updated',
      { term_count: 1, hash: HASH },
      { term_count: 2, hash: HASH },
    ]);
    const deleted = await eventOf(ACCOUNT, () => admin.call('DELETE', dictionary.path));
    expect(deleted).toMatchObject({ action: 'dictionary.deleted', target, after: null });
    expect(JSON.stringify(await eventsOf(admin, ACCOUNT))).not.toContain('confidential"');
  });

  it('tells in the project what came into force and what went', async () => {
    const project = await newProject(admin);
    const policy = await newPolicy(admin);
    await newRule(admin, policy);
    const inForce = (version: number) => ({
      policy: { policy_id: policy.id, version, hash: HASH },
    });
    const target = { type: 'project', id: project.id };
    const first = await eventOf(project.path, () => activate(admin, project, policy.id));
    expect(first).toMatchObject({ action: 'project.policy_changed', target });
    expect([first.before, first.after]).toEqual([{ policy: null }, inForce(2)]);
    const back = await eventOf(project.path, () => activate(admin, project, policy.id, 1));
    expect([back.before, back.after]).toEqual([inForce(2), inForce(1)]);
    const out = await eventOf(project.path, () => admin.call('DELETE', `${project.path}/policy`));
    expect([out.before, out.after]).toEqual([inForce(1), { policy: null }]);
  });

  it('tells of a version that was saved for a dictionary, and of one event only', async () => {
    const dictionary = await newDictionary(admin);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    await admin.call('PUT', dictionary.path, { body: { terms: ['other'] } });
    const path = `${policy.path}/versions`;
    const saved = await eventOf(ACCOUNT, () => admin.call('POST', path));
    expect(saved).toMatchObject({
      ...{ action: 'policy.version_saved', target: { type: 'policy', id: policy.id } },
      ...{ before: { version: 1, hash: HASH }, after: { version: 2, hash: HASH } },
    });
    const before = await eventsOf(admin, ACCOUNT);
    await admin.call('POST', path);
    expect(await eventsOf(admin, ACCOUNT)).toEqual(before);
  });

  it('tells of refusals with the narrowest thing that they were about', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    const refused = await eventOf(ACCOUNT, () =>
      admin.call('PATCH', rule.path, { body: { order: 'first' } }),
    );
    expect(refused).toMatchObject({
      ...{ action: 'rule.updated', outcome: 'refused', code: 'validation_error' },
      target: { type: 'rule', id: rule.id },
    });
    const project = await newProject(admin);
    const body = { policy_id: 'pol_1' };
    const unset = await eventOf(project.path, () =>
      admin.call('PUT', `${project.path}/policy`, { body }),
    );
    expect(unset).toMatchObject({
      ...{ action: 'project.policy_changed', outcome: 'refused' },
      target: { type: 'project', id: project.id },
    });
  });

  it('is a whole chain after all that', async () => {
    const { body } = await admin.call('GET', `${ACCOUNT}/audit/verify`);
    expect(body).toMatchObject({ ok: true, first_broken: null });
  });
});
