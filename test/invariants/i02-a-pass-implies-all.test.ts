// I2: a pass implies an active, unexpired key of an active project.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attributeItem } from '../../shared/aws/dynamo/attribute-item.ts';
import { START_MS } from '../support/admin-system.ts';
import { isLetThrough } from '../support/let-through.ts';
import { keyRow, newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();
const NOW = START_MS / 1000;

it('whatever else the rows hold', async () => {
  const project = await newProject(admin);
  const key = await newKey(admin, project);
  const row = await keyRow(admin, key.id);
  const { client, keysTable } = admin.dynamo;
  const status = fc.constantFrom('active', 'deactivated', 'expired', '', 'ACTIVE', null);
  const expiresAt = fc.oneof(
    fc.integer({ min: -3, max: 3 }).map((delta) => NOW + delta),
    // An index of the table takes numbers only, so no other type can be stored.
    fc.constantFrom(undefined, NOW * 1000, NOW + 0.5, 0, -1),
  );
  await fc.assert(
    fc.asyncProperty(status, expiresAt, fc.boolean(), async (state, expiry, isActive) => {
      const { expiresAt: _none, ...rest } = row;
      const changed = {
        ...rest,
        status: state,
        ...(expiry === undefined ? {} : { expiresAt: expiry }),
      };
      await client.send(new PutItemCommand({ TableName: keysTable, Item: attributeItem(changed) }));
      await admin.call('PATCH', project.path, { body: { is_active: isActive } });
      const isWhole = expiry === undefined || (Number.isInteger(expiry) && expiry < NOW * 1000);
      const lives = expiry === undefined || expiry > NOW;
      expect(await isLetThrough(admin, key.answer.body.key)).toBe(
        state === 'active' && isWhole && lives && isActive,
      );
    }),
    { numRuns: 60 },
  );
});
