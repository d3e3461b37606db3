// I4: during the overlap both keys work, afterwards only the new one.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { START_MS } from '../support/admin-system.ts';
import { isLetThrough } from '../support/let-through.ts';
import { newKey, newProject, useAdminSystem } from '../support/use-admin.ts';

const admin = useAdminSystem();
const MAX_OVERLAP = 2_592_000;

it('to the second, for overlaps of every length', async () => {
  const project = await newProject(admin);
  const overlap = fc.oneof(
    fc.constantFrom(0, 1, MAX_OVERLAP),
    fc.integer({ min: 0, max: MAX_OVERLAP }),
  );
  const aroundTheEnd = fc.integer({ min: -1_500, max: 1_500 });
  await fc.assert(
    fc.asyncProperty(overlap, aroundTheEnd, async (overlap_seconds, deltaMs) => {
      admin.time.nowMs = START_MS;
      const old = await newKey(admin, project);
      const fresh = await admin.call('POST', `${old.path}/rotate`, { body: { overlap_seconds } });
      const elapsedMs = Math.max(0, overlap_seconds * 1000 + deltaMs);
      admin.time.nowMs = START_MS + elapsedMs;
      expect(await isLetThrough(admin, fresh.body.key)).toBe(true);
      expect(await isLetThrough(admin, old.answer.body.key)).toBe(
        elapsedMs < overlap_seconds * 1000,
      );
    }),
    { numRuns: 25 },
  );
});
