// Policies whose writes lose their answer, or meet somebody else's: each change counts once, or has not happened.
import { describe, expect, it } from 'vitest';
import {
  activate,
  dictionaryRule,
  newDictionary,
  newPolicy,
  newRule,
} from '../../../support/admin-policies.ts';
import { eventsOf } from '../../../support/audit.ts';
import type { Fault } from '../../../support/dynamo-engine.ts';
import { writesOf, writesTo } from '../../../support/store-writes.ts';
import { errorOf, newProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

/** The first transaction on the table of policies meets this. */
function once(fault: Fault): void {
  let isDone = false;
  admin.dynamo.fault = (call) => {
    if (isDone || !writesTo(admin.dynamo.projectsTable)(call)) return 'none';
    isDone = true;
    return fault;
  };
}

const stateOf = async (path: string) => (await admin.call('GET', path)).body;

describe.each([
  'cut-after',
  'server-error-after',
  'hang-after',
] as const)('an answer lost by %s', (fault) => {
  it('leaves one policy, one rule, one version each, and their counts', async () => {
    const dictionary = await newDictionary(admin);
    once(fault);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    expect(policy.answer.status).toBe(201);
    const events = (await eventsOf(admin, '/api/v1')).length;
    once(fault);
    expect((await newRule(admin, policy)).answer.status).toBe(201);
    expect(await stateOf(policy.path)).toMatchObject({ version: 2, revision: 2, rule_count: 2 });
    expect((await stateOf(dictionary.path)).used_by_policies).toBe(1);
    expect((await eventsOf(admin, '/api/v1')).length).toBe(events + 1);
  });

  it('to an activation counts the project once', async () => {
    const [project, policy] = [await newProject(admin), await newPolicy(admin)];
    once(fault);
    expect((await activate(admin, project, policy.id)).status).toBe(200);
    expect((await stateOf(policy.path)).active_projects).toBe(1);
    once(fault);
    expect((await admin.call('DELETE', project.path)).status).toBe(204);
    expect((await stateOf(policy.path)).active_projects).toBe(0);
  });
});

describe('a store that fails', () => {
  it('leaves the policy as it was, and the next call goes on from there', async () => {
    const policy = await newPolicy(admin);
    const before = await stateOf(policy.path);
    admin.dynamo.fault = (call) =>
      writesTo(admin.dynamo.projectsTable)(call) ? 'server-error' : 'none';
    const { answer } = await newRule(admin, policy);
    expect(errorOf(answer)).toMatchObject({ status: 503, code: 'service_unavailable' });
    admin.dynamo.fault = () => 'none';
    expect(await stateOf(policy.path)).toEqual(before);
    expect((await newRule(admin, policy)).answer.status).toBe(201);
    expect(await stateOf(policy.path)).toMatchObject({ version: 2 });
  });

  it('once, for another writer, is tried again; every time is 409', async () => {
    const policy = await newPolicy(admin);
    once('conflict');
    expect((await newRule(admin, policy)).answer.status).toBe(201);
    admin.dynamo.fault = (call) =>
      writesTo(admin.dynamo.projectsTable)(call) ? 'conflict' : 'none';
    const { answer } = await newRule(admin, policy);
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'concurrent_change' });
  });
});

describe('the writes of policies', () => {
  it('are transactions of puts and updates with their event, and never overwrite a version', async () => {
    admin.dynamo.calls.length = 0;
    const dictionary = await newDictionary(admin);
    const policy = await newPolicy(admin, { rules: [dictionaryRule(dictionary.id)] });
    const rule = await newRule(admin, policy);
    const project = await newProject(admin);
    await activate(admin, project, policy.id);
    await admin.call('PATCH', rule.path, { body: { name: 'n' } });
    await admin.call('DELETE', `${project.path}/policy`);
    await admin.call('DELETE', policy.path);
    await admin.call('DELETE', dictionary.path);
    const { calls, auditTable } = admin.dynamo;
    const operations = new Set(calls.map(({ operation }) => operation));
    expect([...operations].toSorted()).toEqual([
      'GetItem',
      'PutItem',
      'Query',
      'TransactWriteItems',
    ]);
    for (const call of calls.filter(({ operation }) => operation === 'TransactWriteItems'))
      expect(writesTo(auditTable)(call)).toBe(true);
    for (const { input } of calls.filter(({ operation }) => operation === 'GetItem'))
      expect(input['ConsistentRead']).toBe(true);
    for (const { kind, input } of calls.flatMap(writesOf)) {
      const condition = String(input['ConditionExpression']);
      expect(condition).toMatch(
        kind === 'Put' ? /^attribute_not_exists/ : /attribute_exists\(#pk\)/,
      );
    }
    // A dictionary's content is written before anything names it, and only if it is not there.
    for (const { input } of calls.filter(({ operation }) => operation === 'PutItem')) {
      expect(input['ConditionExpression']).toBe('attribute_not_exists(pk)');
      expect(JSON.stringify(input['Item'])).toContain('content#');
    }
  });
});
