// Rules of a policy: listed in the order of evaluation, changed one at a time, deleted for good.
import { describe, expect, it } from 'vitest';
import {
  type Made,
  newPolicy,
  newRule,
  ruleBody,
  versionOf,
} from '../../../support/admin-policies.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const namesOf = async ({ path }: Made, query: Record<string, string> = {}) => {
  const { body } = await admin.call('GET', `${path}/rules`, { query });
  return { names: body.rules.map(({ name }: { name: string }) => name), next: body.next_cursor };
};

describe('rules', () => {
  it('are listed by order, then by age, page by page', async () => {
    const policy = await newPolicy(admin);
    for (const [name, order] of [
      ['c', 5],
      ['a', -1],
      ['d', 5],
      ['b', 0],
      ['e', 9],
    ] as const)
      await newRule(admin, policy, { name, order });
    expect((await namesOf(policy)).names).toEqual(['a', 'b', 'c', 'd', 'e']);
    const first = await namesOf(policy, { limit: '2' });
    const second = await namesOf(policy, { limit: '2', cursor: first.next });
    const third = await namesOf(policy, { limit: '2', cursor: second.next });
    expect([first.names, second.names, third]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      { names: ['e'], next: null },
    ]);
    const foreign = { query: { cursor: first.next } };
    const other = await admin.call('GET', `${(await newPolicy(admin)).path}/rules`, foreign);
    expect(errorOf(other)).toMatchObject({ status: 400, param: 'cursor' });
  });

  it('go on after a rule that was deleted between two pages', async () => {
    const policy = await newPolicy(admin);
    const made: Made[] = [];
    for (const name of ['a', 'b', 'c'])
      made.push(await newRule(admin, policy, { name, order: made.length }));
    const first = await namesOf(policy, { limit: '2' });
    await admin.call('DELETE', made[1]?.path ?? '');
    expect((await namesOf(policy, { limit: '2', cursor: first.next })).names).toEqual(['c']);
  });

  it('of another policy are 404, and stay', async () => {
    const [own, other] = [await newPolicy(admin), await newPolicy(admin)];
    const rule = await newRule(admin, other);
    const path = `${own.path}/rules/${rule.id}`;
    const body = { is_enabled: false };
    for (const [method, url] of [
      ['GET', path],
      ['PATCH', path],
      ['DELETE', path],
      ['POST', `${path}/test`],
    ] as const) {
      const sent = method === 'POST' ? { message: 'x', direction: 'inbound' } : body;
      expect(errorOf(await admin.call(method, url, { body: sent })), method).toMatchObject({
        status: 404,
      });
    }
    expect((await admin.call('GET', rule.path)).body).toEqual(rule.answer.body);
  });
});

describe('a change of a rule', () => {
  it('keeps what was not sent, and makes the next version', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy, { description: 'd', block_message: 'No.' });
    admin.time.nowMs += 1000;
    const { body, status } = await admin.call('PATCH', rule.path, {
      body: { name: 'n', description: null, direction: 'inbound', order: 3 },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...rule.answer.body,
      ...{ name: 'n', description: null, direction: 'inbound', order: 3 },
      updated_at: '2026-11-22T12:00:01.000Z',
      revision: 2,
    });
    expect((await admin.call('GET', rule.path)).body).toEqual(body);
    expect(await versionOf(admin, policy)).toBe(3);
  });

  it('of nothing writes nothing', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    for (const body of [{}, ruleBody(), { direction: 'both', is_enabled: true }]) {
      const answer = await admin.call('PATCH', rule.path, { body });
      expect(answer.body).toEqual(rule.answer.body);
    }
    expect(await versionOf(admin, policy)).toBe(2);
  });

  it('with the same revision in mind has one winner', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    const headers = { 'If-Match': rule.answer.headers['etag'] ?? '' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        admin.call('PATCH', rule.path, { body: { name: `n${i}` }, headers }),
      ),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    // Who was never fast enough is told to try again, and would then get 412.
    for (const { status } of answers) expect([200, 409, 412]).toContain(status);
    expect((await admin.call('GET', rule.path)).body.name).toBe(winners[0]?.body.name);
    expect(await versionOf(admin, policy)).toBe(3);
  });

  it('goes with changes of other rules at the same time: none is lost', async () => {
    const policy = await newPolicy(admin);
    const rules = [await newRule(admin, policy), await newRule(admin, policy)];
    const answers = await Promise.all(
      rules.map(({ path }, i) => admin.call('PATCH', path, { body: { name: `n${i}` } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await namesOf(policy)).names).toEqual(['n0', 'n1']);
  });

  it('is 412 with a revision that has passed', async () => {
    const rule = await newRule(admin, await newPolicy(admin));
    await admin.call('PATCH', rule.path, { body: { name: 'a' } });
    const headers = { 'If-Match': '"1"' };
    const late = await admin.call('PATCH', rule.path, { body: { name: 'b' }, headers });
    expect(errorOf(late)).toMatchObject({ status: 412, code: 'revision_mismatch' });
  });
});

describe('a deleted rule', () => {
  it('is gone from the policy, stays in its versions, and is 404 from then on', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    expect((await admin.call('DELETE', rule.path)).status).toBe(204);
    for (const method of ['GET', 'DELETE'])
      expect(errorOf(await admin.call(method, rule.path))).toMatchObject({ status: 404 });
    expect((await admin.call('GET', policy.path)).body).toMatchObject({
      rule_count: 0,
      version: 3,
    });
    const version = await admin.call('GET', `${policy.path}/versions/2`);
    expect(version.body.rules).toEqual([rule.answer.body]);
  });
});

describe('a policy', () => {
  it('changes name and mode; only the mode makes a version', async () => {
    const policy = await newPolicy(admin, { description: 'd' });
    const patch = async (body: object) => (await admin.call('PATCH', policy.path, { body })).body;
    expect(await patch({ name: 'n', description: null })).toMatchObject({
      ...{ name: 'n', description: null, version: 1, revision: 2 },
    });
    expect(await patch({ enforcement_mode: 'monitor' })).toMatchObject({
      ...{ enforcement_mode: 'monitor', version: 2, revision: 3 },
    });
    expect(await patch({ name: 'n' })).toMatchObject({ version: 2, revision: 3 });
  });

  it('is 412 with a revision that a rule has made old', async () => {
    const policy = await newPolicy(admin);
    await newRule(admin, policy);
    const headers = { 'If-Match': '"1"' };
    const late = await admin.call('PATCH', policy.path, { body: { name: 'x' }, headers });
    expect(errorOf(late)).toMatchObject({ status: 412 });
  });

  it('renamed by many who saw the same revision has one winner', async () => {
    const policy = await newPolicy(admin);
    const headers = { 'If-Match': '"1"' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        admin.call('PATCH', policy.path, { body: { name: `n${i}` }, headers }),
      ),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect((await admin.call('GET', policy.path)).body).toEqual(winners[0]?.body);
  });

  it('deleted is 404 with all that is below it', async () => {
    const policy = await newPolicy(admin);
    const rule = await newRule(admin, policy);
    expect((await admin.call('DELETE', policy.path)).status).toBe(204);
    for (const path of [
      policy.path,
      rule.path,
      `${policy.path}/rules`,
      `${policy.path}/versions`,
      `${policy.path}/versions/1`,
    ])
      expect(errorOf(await admin.call('GET', path)), path).toMatchObject({ status: 404 });
    const { body } = await admin.call('GET', '/api/v1/policies', { query: { limit: '100' } });
    expect(body.policies.map(({ id }: { id: string }) => id)).not.toContain(policy.id);
  });
});
