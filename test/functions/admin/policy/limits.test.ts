// How much there may be: 500 policies, 400 rules in each, 200 dictionaries, 50 of them in a policy.
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { attributeItem } from '../../../../shared/aws/dynamo/attribute-item.ts';
import {
  dictionaryRule,
  newDictionary,
  newPolicy,
  newRule,
  ruleBody,
} from '../../../support/admin-policies.ts';
import { errorOf, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

/** Entries of a list that nobody reads. */
async function fillList(listPk: string, count: number): Promise<void> {
  const { client, projectsTable } = admin.dynamo;
  for (let from = 0; from < count; from += 25) {
    const puts = Array.from({ length: Math.min(25, count - from) }, (_, i) => {
      const id = `${listPk}-${from + i}`;
      const Item = attributeItem({ pk: id, sk: 'filler', listPk, listSk: id });
      return { PutRequest: { Item } };
    });
    await client.send(new BatchWriteItemCommand({ RequestItems: { [projectsTable]: puts } }));
  }
}

describe('a policy', () => {
  it('holds 400 rules and not one more', async () => {
    const policy = await newPolicy(admin, { rules: Array(399).fill(ruleBody()) });
    expect((await newRule(admin, policy)).answer.status).toBe(201);
    const { answer } = await newRule(admin, policy);
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'rules' });
  });

  it('names 50 dictionaries and not one more', async () => {
    const rules: object[] = [];
    for (let i = 0; i < 51; i++) rules.push(dictionaryRule((await newDictionary(admin)).id));
    const policy = await newPolicy(admin, { rules: rules.slice(0, 50) });
    expect(policy.answer.status).toBe(201);
    const { answer } = await newRule(admin, policy, rules[50]);
    expect(errorOf(answer)).toEqual({ status: 422, code: 'validation_error', param: 'rules' });
    expect((await admin.call('DELETE', policy.path)).status).toBe(204);
  });
});

describe('an account', () => {
  it('has 500 policies at most', async () => {
    await fillList('policies', 500);
    const { answer } = await newPolicy(admin);
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'policy_limit_reached' });
  });

  it('has 200 dictionaries at most', async () => {
    await fillList('dictionaries', 200);
    const { answer } = await newDictionary(admin);
    expect(errorOf(answer)).toMatchObject({ status: 409, code: 'dictionary_limit_reached' });
  });
});
