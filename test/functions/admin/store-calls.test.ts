// What the local engine cannot show: the parameters of every call to the tables.
import { beforeAll, describe, expect, it } from 'vitest';
import type { AwsCall } from '../../support/aws-endpoint.ts';
import { writesOf } from '../../support/store-writes.ts';
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
  await admin.call('POST', `${key.path}/rotate`, { body: {} });
  await admin.call('GET', '/api/v1/audit');
  await admin.call('GET', `${project.path}/audit`);
  await admin.call('GET', `${project.path}/audit/verify`);
  await admin.call('POST', `${project.path}/api-keys`, {
    body: { name: 'x' },
    headers: { 'Idempotency-Key': 'once' },
  });
  await admin.call('DELETE', key.path);
  await admin.call('DELETE', project.path);
  calls.push(...admin.dynamo.calls);
});

const of = (operation: string) => calls.filter((call) => call.operation === operation);

const written = (kind: string) => calls.flatMap(writesOf).filter((write) => write.kind === kind);

describe('the admin plane', () => {
  it('writes by transactions of puts and updates only, and never scans or deletes', () => {
    const operations = new Set(calls.map(({ operation }) => operation));
    expect([...operations].toSorted()).toEqual(['GetItem', 'Query', 'TransactWriteItems']);
    expect(new Set(calls.flatMap(writesOf).map(({ kind }) => kind))).toEqual(
      new Set(['Put', 'Update']),
    );
  });

  it('writes nothing without an event in the same transaction', () => {
    for (const call of of('TransactWriteItems')) {
      const tables = writesOf(call).map(({ input }) => input['TableName']);
      expect(tables.filter((table) => table === admin.dynamo.auditTable)).not.toEqual([]);
      expect(call.input['ClientRequestToken']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('reads every item that a decision is taken from with ConsistentRead', () => {
    expect(of('GetItem').length).toBeGreaterThan(10);
    for (const { input } of of('GetItem')) expect(input['ConsistentRead']).toBe(true);
  });

  it('never creates a row by an update', () => {
    expect(written('Update').length).toBeGreaterThan(8);
    for (const { input } of written('Update')) {
      const condition = String(input['ConditionExpression']);
      for (const name of Object.keys(input['Key'] as object))
        expect(condition).toContain(`attribute_exists(#${name})`);
    }
  });

  it('never overwrites a row by a put', () => {
    expect(written('Put').length).toBeGreaterThan(2);
    for (const { input } of written('Put'))
      expect(String(input['ConditionExpression'])).toMatch(
        /^attribute_not_exists\((keyId|pk|#id)\)( OR #ttl <= :now)?$/,
      );
  });

  it('expects the state that it has read, in every change but a final one', () => {
    for (const { input } of written('Update')) {
      const isFinal = /#deletedAt = |#deactivatedAt = /.test(String(input['UpdateExpression']));
      const condition = String(input['ConditionExpression']);
      if (!isFinal) expect(condition).toContain('#rev = :expected_rev');
      else
        expect(condition).toMatch(/#status = :expected_status|attribute_not_exists\(#deletedAt\)/);
    }
  });

  it('queries list indexes, and chains of events with ConsistentRead', () => {
    expect(of('Query').length).toBeGreaterThan(2);
    for (const { input } of of('Query')) {
      if (input['TableName'] !== admin.dynamo.auditTable || 'IndexName' in input)
        expect(['byProject', 'byList', 'byTime']).toContain(input['IndexName']);
      else expect(input['ConsistentRead']).toBe(true);
    }
  });
});
