// Many processes at once, in every order of their reads and writes: never one call too many, and never one too few.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import type { LimitScope } from '../../../shared/limits/permit.ts';
import { heldBy, permitStoreModel } from '../../support/permit-store-model.ts';

const storeDown = new ApiError('service_unavailable');
const NOW_MS = Date.UTC(2026, 10, 22, 10, 0);
const project = (perMinute: number): LimitScope => ({ id: 'proj_p', perMinute });

const processesOf = (store: ReturnType<typeof permitStoreModel>, count: number) =>
  Array.from({ length: count }, () => createRateLimiter({ store, clock: () => NOW_MS }));

const countGranted = (outcomes: readonly { readonly kind: string }[]): number =>
  outcomes.filter(({ kind }) => kind === 'granted').length;

describe('calls at the same time', () => {
  it('are granted exactly up to the limit, in every interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (scheduler, perMinute, processes) => {
          const store = permitStoreModel();
          store.before = () => scheduler.schedule(Promise.resolve());
          store.after = () => scheduler.schedule(Promise.resolve());
          const limiters = processesOf(store, processes);
          const calls = Array.from({ length: 16 }, (_, i) =>
            limiters[i % processes]?.([project(perMinute)]),
          );
          await scheduler.waitAll();
          const outcomes = (await Promise.all(calls)).filter((outcome) => outcome !== undefined);
          expect(countGranted(outcomes)).toBe(perMinute);
          expect(heldBy(store, 'proj_p')).toBe(perMinute);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never exceed the limit when calls fail before or after they took effect', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.constantFrom('works', 'works', 'works', 'before', 'after')),
        fc.integer({ min: 1, max: 130 }),
        async (fates, perMinute) => {
          const store = permitStoreModel();
          let fate = 'works';
          store.before = async () => {
            fate = String(fates.next().value);
            if (fate === 'before') throw storeDown;
          };
          store.after = async () => {
            if (fate === 'after') throw storeDown;
          };
          const limiters = processesOf(store, 5);
          const outcomes = await Promise.all(
            Array.from({ length: 200 }, (_, i) => limiters[i % 5]?.([project(perMinute)])),
          );
          const granted = countGranted(outcomes.filter((outcome) => outcome !== undefined));
          expect(granted).toBeLessThanOrEqual(perMinute);
          // What was granted is counted: a fault may lose a permit, never a grant.
          expect(heldBy(store, 'proj_p')).toBeGreaterThanOrEqual(granted);
          expect(heldBy(store, 'proj_p')).toBeLessThanOrEqual(perMinute);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('never exceed the largest of the limits that a window saw', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 350 }), { minLength: 2, maxLength: 6 }),
        async (limits) => {
          const store = permitStoreModel();
          const limiters = processesOf(store, 4);
          for (const perMinute of limits)
            await Promise.all(
              Array.from({ length: 120 }, (_, i) => limiters[i % 4]?.([project(perMinute)])),
            );
          expect(heldBy(store, 'proj_p')).toBeLessThanOrEqual(Math.max(...limits));
        },
      ),
      { numRuns: 40 },
    );
  });
});
