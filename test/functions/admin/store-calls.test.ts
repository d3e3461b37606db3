// What the local engine cannot show: the parameters of every call to the tables.
import { beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../support/aws-endpoint.ts';
import { newKey, newProject, newToken, useAdminSystem } from '../../support/use-admin.ts';

const admin = useAdminSystem();
const calls: AwsCall[] = [];

beforeAll(async () => {
  const project = await newProject(admin);
  const key = await newKey(admin, project);
  for (const scope of ['/api/v1', project.path]) {
    const token = await newToken(admin, scope);
    await newToken(admin, scope);
    await admin.call('PATCH', token.path, { body: { name: 'x', set_as_default: true } });
    await admin.call('GET', `${scope}/tokens`);
    await admin.call('DELETE', token.path);
  }
  await admin.call('PATCH', project.path, { body: { is_active: false } });
  await admin.call('PATCH', key.path, { body: { name: 'x' } });
  await admin.call('GET', key.path);
  await admin.call('GET', '/api/v1/projects');
  await admin.call('GET', `${project.path}/api-keys`, { query: { status: 'active' } });
  await admin.call('DELETE', key.path);
  await admin.call('DELETE', project.path);
  calls.push(...admin.dynamo.calls);
});

const of = (operation: string) => calls.filter((call) => call.operation === operation);

describe('the admin plane', () => {
  it('uses four operations, none of which scans or deletes', () => {
    expect([...new Set(calls.map(({ operation }) => operation))].toSorted()).toEqual([
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
  });

  it('reads every item that a decision is taken from with ConsistentRead', () => {
    expect(of('GetItem').length).toBeGreaterThan(10);
    for (const { input } of of('GetItem')) expect(input['ConsistentRead']).toBe(true);
  });

  it('never creates a row by an update', () => {
    expect(of('UpdateItem').length).toBeGreaterThan(8);
    for (const { input } of of('UpdateItem')) {
      const condition = String(input['ConditionExpression']);
      for (const name of Object.keys(input['Key'] as object))
        expect(condition).toContain(`attribute_exists(#${name})`);
    }
  });

  it('never overwrites a row by a put', () => {
    expect(of('PutItem').length).toBeGreaterThan(2);
    for (const { input } of of('PutItem'))
      expect(String(input['ConditionExpression'])).toMatch(/^attribute_not_exists\((keyId|pk)\)$/);
  });

  it('expects the state that it has read, in every change but a final one', () => {
    for (const { input } of of('UpdateItem')) {
      const isFinal = /#deletedAt = |#deactivatedAt = /.test(String(input['UpdateExpression']));
      const condition = String(input['ConditionExpression']);
      if (!isFinal) expect(condition).toContain('#rev = :expected_rev');
      else
        expect(condition).toMatch(/#status = :expected_status|attribute_not_exists\(#deletedAt\)/);
    }
  });

  it('queries list indexes only', () => {
    expect(of('Query').length).toBeGreaterThan(2);
    for (const { input } of of('Query'))
      expect(['byProject', 'byList']).toContain(input['IndexName']);
  });
});
