// I11: an admin call without an identity changes and reveals nothing, not even in the audit.
import { expect, it } from 'vitest';
import { adminRoutes } from '../../shared/api/operations.ts';
import { newKey, newProject, newToken, storedItems, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();

it('by no operation', async () => {
  const project = await newProject(admin, { name: 'Secret' });
  const key = await newKey(admin, project);
  const token = await newToken(admin, project.path);
  const everything = async () => [
    await storedItems(admin),
    await admin.dynamo.rows(admin.dynamo.auditTable),
    await admin.dynamo.rows(admin.dynamo.claimsTable),
  ];
  const before = await everything();
  admin.dynamo.calls.length = 0;
  for (const { method, path } of adminRoutes) {
    const url = path
      .replace('{project_id}', project.id)
      .replace('{key_id}', key.id)
      .replace('{token_id}', token.id);
    const headers = { 'Idempotency-Key': 'x', 'If-Match': '"1"', 'X-Amz-User': 'root' };
    const answer = await admin.call(method, url, { userArn: null, headers, body: { name: 'x' } });
    expect([method, path, answer.status]).toEqual([method, path, 403]);
    expect(answer.text).not.toMatch(/Secret|proj_|key_|tok_/);
  }
  expect(admin.dynamo.calls).toEqual([]);
  expect(await everything()).toEqual(before);
});
