// I8, I10: each change makes exactly one audit event, and a retry never counts twice, whatever breaks on the way.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventsOf } from '../support/audit.ts';
import type { Fault } from '../support/dynamo-engine.ts';
import { keyRow, newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();
const faults: Fault[] = [
  ...Array<Fault>(6).fill('none'),
  'cut',
  'cut-after',
  'throttle',
  'server-error-after',
  'overtaken',
];

/** What an operator repeats until it is done. */
async function insist(call: () => Promise<{ readonly status: number }>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) if ((await call()).status !== 503) return;
  throw new Error('never done');
}

it('events, revisions and rows agree, with faults in half of all calls', {
  timeout: 60_000,
}, async () => {
  const plan = fc.infiniteStream(fc.constantFrom(...faults));
  await fc.assert(
    fc.asyncProperty(plan, async (stream) => {
      const project = await newProject(admin);
      const key = await newKey(admin, project);
      admin.dynamo.fault = () => (stream.next().value ?? 'none') as Fault;
      for (const name of ['a', 'b'])
        await insist(() => admin.call('PATCH', key.path, { body: { name } }));
      await insist(() => admin.call('POST', `${key.path}/rotate`, { body: {} }));
      await insist(() => admin.call('DELETE', key.path));
      admin.dynamo.fault = () => 'none';

      const events = (await eventsOf(admin, project.path)).filter(
        ({ outcome }) => outcome === 'ok',
      );
      const actions = events.map(({ action }) => action);
      const { rev, rotatedTo } = await keyRow(admin, key.id);
      expect(rev).toBe(actions.length - 1);
      expect(actions.filter((action) => action === 'key.rotated')).toHaveLength(1);
      expect(actions.filter((action) => action === 'key.deactivated')).toHaveLength(1);
      const { body } = await admin.call('GET', `${project.path}/api-keys`);
      expect(body.total).toBe(3);
      expect(await keyRow(admin, String(rotatedTo))).toMatchObject({ status: 'active' });
      const whole = await admin.call('GET', `${project.path}/audit/verify`);
      expect(whole.body.ok).toBe(true);
    }),
    { numRuns: 3 },
  );
});
