// I9: any failure of ours denies or is a 5xx: it never lets a request pass, and never changes half of something.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../support/dynamo-engine.ts';
import { isLetThrough } from '../support/let-through.ts';
import {
  newKey,
  newProject,
  storedItems,
  type TestKey,
  type TestProject,
  useAdminSystem,
} from '../support/use-admin.ts';

const admin = useAdminSystem();
let project: TestProject;
let key: TestKey;
beforeAll(async () => {
  project = await newProject(admin);
  key = await newKey(admin, project);
});

describe.each<Fault>(['throttle', 'server-error', 'cut', 'hang', 'invalid'])('%s', (fault) => {
  it.each(['keysTable', 'projectsTable'] as const)('of %s lets no request pass', async (name) => {
    const table = admin.dynamo[name];
    admin.dynamo.fault = ({ input }) => (input['TableName'] === table ? fault : 'none');
    const outcome = await isLetThrough(admin, key.answer.body.key).catch(() => 'unavailable');
    expect(outcome).toBe('unavailable');
    admin.dynamo.fault = () => 'none';
    expect(await isLetThrough(admin, key.answer.body.key)).toBe(true);
  });
});

describe.each<Fault>(['throttle', 'server-error', 'cut', 'invalid'])('%s', (fault) => {
  it('of any table leaves a change undone, as a 5xx', async () => {
    const before = await storedItems(admin);
    const changes = [
      ['PATCH', project.path, { is_active: false }],
      ['PATCH', key.path, { name: 'x' }],
      ['POST', `${key.path}/rotate`, { overlap_seconds: 0 }],
      ['DELETE', key.path, undefined],
      ['POST', `${project.path}/api-keys`, { name: 'x' }],
    ] as const;
    admin.dynamo.fault = ({ operation }) => (operation === 'TransactWriteItems' ? fault : 'none');
    const answers = await Promise.all(
      changes.map(([method, path, body]) =>
        admin.call(method, path, body === undefined ? {} : { body }),
      ),
    );
    for (const { status } of answers) expect(status).toBeGreaterThanOrEqual(500);
    expect(await storedItems(admin)).toEqual(before);
  }, 30_000);
});
