// Versions: every change makes one, none ever changes, and a dictionary is seen by a new one only.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  dictionaryRule,
  type Made,
  newDictionary,
  newPolicy,
  newRule,
  tried,
  versionOf,
} from '../../../support/admin-policies.ts';
import { USER_ARN } from '../../../support/admin-system.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const versionRows = async (policyId: string) => {
  const rows = await admin.dynamo.rows(admin.dynamo.projectsTable);
  return rows.filter(({ pk, sk }) => pk === policyId && String(sk).startsWith('version#'));
};

describe('the versions of a policy', () => {
  let policy: Made;
  let rule: Made;
  beforeAll(async () => {
    policy = await newPolicy(admin);
    rule = await newRule(admin, policy);
    await admin.call('PATCH', rule.path, { body: { name: 'changed' } });
  });

  it('are listed newest first, page by page', async () => {
    const path = `${policy.path}/versions`;
    const { body } = await admin.call('GET', path, { query: { limit: '2' } });
    const summary = (version: number, rule_count: number) => ({
      ...{ policy_id: policy.id, version, rule_count, created_by: USER_ARN },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      created_at: '2026-11-22T12:00:00.000Z',
    });
    expect(body).toEqual({
      versions: [summary(3, 1), summary(2, 1)],
      total: 3,
      next_cursor: expect.stringMatching(/^[\w-]+$/),
    });
    const query = { limit: '2', cursor: body.next_cursor };
    expect((await admin.call('GET', path, { query })).body).toEqual({
      versions: [summary(1, 0)],
      total: 3,
      next_cursor: null,
    });
  });

  it('hold the rules as they were', async () => {
    const rulesOf = async (version: number) =>
      (await admin.call('GET', `${policy.path}/versions/${version}`)).body.rules;
    expect(await rulesOf(1)).toEqual([]);
    expect(await rulesOf(2)).toEqual([rule.answer.body]);
    expect(await rulesOf(3)).toMatchObject([{ name: 'changed', revision: 2 }]);
  });

  it.each([
    '0',
    '-1',
    '4',
    '1.0',
    '01',
    'latest',
    '1%2F..',
    '9'.repeat(30),
  ])('%s is 404', async (version) => {
    const answer = await admin.call('GET', `${policy.path}/versions/${version}`);
    expect(errorOf(answer)).toMatchObject({ status: 404 });
  });

  it('never change, whatever happens to the policy', async () => {
    const before = await versionRows(policy.id);
    await newRule(admin, policy, { name: 'another' });
    await admin.call('PATCH', policy.path, { body: { name: 'n', enforcement_mode: 'monitor' } });
    await admin.call('DELETE', rule.path);
    await admin.call('DELETE', policy.path);
    const after = new Map((await versionRows(policy.id)).map((row) => [row['sk'], row]));
    expect(after.size).toBe(before.length + 3);
    for (const row of before) expect(after.get(row['sk'])).toEqual(row);
  });

  it('of equal content have equal hashes, whichever policy they are of', async () => {
    const hashOf = async () => {
      const own = await newPolicy(admin, { preset: 'starter' });
      const { rules, hash } = (await admin.call('GET', `${own.path}/versions/1`)).body;
      return { hash, ids: rules.map(({ id }: { id: string }) => id) };
    };
    const [first, second] = [await hashOf(), await hashOf()];
    // The ids of rules are part of the content: they are told when a rule matches.
    expect(first.ids).not.toEqual(second.ids);
    expect(first.hash).not.toBe(second.hash);
    const own = await newPolicy(admin);
    const made = await newRule(admin, own);
    await admin.call('PATCH', made.path, { body: { name: 'other' } });
    await admin.call('PATCH', made.path, { body: { name: 'Test rule' } });
    const { body } = await admin.call('GET', `${own.path}/versions`);
    const hashes = body.versions.map(({ hash }: { hash: string }) => hash);
    expect(hashes[0]).toBe(hashes[2]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });
});

describe('a dictionary that changes', () => {
  it('is seen when a version is saved, and old versions keep its terms', async () => {
    const dictionary = await newDictionary(admin, ['apollo']);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    const masked = async (message: string, more: object = {}) =>
      (await tried(admin, policy.path, message, more)).body.modified_message;
    await admin.call('PUT', dictionary.path, { body: { terms: ['gemini'] } });
    expect(await masked('apollo gemini')).toBe('****** gemini');
    const save = () => admin.call('POST', `${policy.path}/versions`);
    const [saved, again] = [await save(), await save()];
    expect([saved.status, again.status]).toEqual([200, 200]);
    expect(saved.body).toMatchObject({ version: 2, saved: true });
    expect(again.body).toEqual({ ...saved.body, saved: false });
    expect(await masked('apollo gemini')).toBe('apollo ******');
    expect(await masked('apollo gemini', { version: 1 })).toBe('****** gemini');
    const { dictionaries } = (await admin.call('GET', `${policy.path}/versions/2`)).body;
    const { hash } = (await admin.call('GET', dictionary.path)).body;
    expect(dictionaries).toEqual([{ id: dictionary.id, hash }]);
  });

  it('is seen by any change of the rules, too', async () => {
    const dictionary = await newDictionary(admin, ['apollo']);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    await admin.call('PUT', dictionary.path, { body: { terms: ['gemini'] } });
    await newRule(admin, policy);
    expect(await versionOf(admin, policy)).toBe(2);
    expect((await tried(admin, policy.path, 'apollo gemini')).body.modified_message).toBe(
      'apollo ******',
    );
  });

  it('can be deleted once no rule names it, and old versions go on working', async () => {
    const dictionary = await newDictionary(admin, ['apollo']);
    const rules = [dictionaryRule(dictionary.id), dictionaryRule(dictionary.id)];
    const policy = await newPolicy(admin, { rules });
    const { body } = await admin.call('GET', `${policy.path}/rules`);
    const remove = () => admin.call('DELETE', dictionary.path);
    for (const { id } of body.rules) {
      expect(errorOf(await remove())).toMatchObject({ status: 409, code: 'dictionary_in_use' });
      await admin.call('DELETE', `${policy.path}/rules/${id}`);
    }
    expect((await remove()).status).toBe(204);
    const trial = await tried(admin, policy.path, 'apollo', { version: 1 });
    expect(trial.body).toMatchObject({ decision: 'mask', modified_message: '******' });
  });

  it('is free again when the policy that names it is deleted', async () => {
    const dictionary = await newDictionary(admin, ['apollo']);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    const used = async () => (await admin.call('GET', dictionary.path)).body.used_by_policies;
    expect(await used()).toBe(1);
    await admin.call('DELETE', policy.path);
    expect(await used()).toBe(0);
    expect((await admin.call('DELETE', dictionary.path)).status).toBe(204);
  });

  it('deleted at the same moment as a rule begins to name it leaves one of the two', async () => {
    for (let round = 0; round < 5; round++) {
      const dictionary = await newDictionary(admin, ['apollo']);
      const policy = await newPolicy(admin);
      const [gone, named] = await Promise.all([
        admin.call('DELETE', dictionary.path),
        admin.call('POST', `${policy.path}/rules`, { body: dictionaryRule(dictionary.id) }),
      ]);
      expect([gone.status, named.status]).toSatisfy(
        ([a, b]: number[]) => (a === 204 && b === 422) || (a === 409 && b === 201),
      );
    }
  });
});
