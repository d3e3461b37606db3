// I12: the authorizer never writes: one strongly consistent GetItem for a well-formed key, and nothing else.
import { expect, it } from 'vitest';
import { createAuthorizer } from '../../functions/authorizer/authorize.ts';
import { keyLookup } from '../../shared/aws/keys/lookup.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { storedKey, testRing } from '../support/keys.ts';
import { newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();

it('whatever the state of the key', async () => {
  const project = await newProject(admin);
  const [live, dead, old] = [
    await newKey(admin, project),
    await newKey(admin, project),
    await newKey(admin, project),
  ];
  await admin.call('DELETE', dead.path);
  await admin.call('POST', `${old.path}/rotate`, { body: { overlap_seconds: 0 } });
  const { client, keysTable, calls } = admin.dynamo;
  const authorize = createAuthorizer({
    pepper: async (version) => testRing.byVersion.get(version) ?? null,
    findKey: keyLookup(client, keysTable),
    clock: () => admin.time.nowMs,
    log: createLog({ info: () => {}, warn: () => {}, error: () => {} }),
  });
  const keys = [live, dead, old].map(({ answer }) => answer.body.key);
  calls.length = 0;
  for (const key of [...keys, storedKey().secret.reveal(), 'clai_short'])
    await authorize({
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/v1/key',
      resource: '/v1/key',
      multiValueHeaders: { Authorization: [`Bearer ${key}`] },
    } as never);
  expect(calls.map(({ operation }) => operation)).toEqual(Array(4).fill('GetItem'));
  for (const { input } of calls)
    expect(input).toMatchObject({ TableName: keysTable, ConsistentRead: true });
});
