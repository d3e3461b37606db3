// I13: what a call of one project left at a provider is never read, continued or deleted by a call of another.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { respond, responseObject, sceneAt } from '../functions/proxy/objects/objects-scene.ts';
import { mockForFile } from '../support/mock-for-file.ts';
import { json } from '../support/provider-scripts.ts';

const mock = await mockForFile();

type Step = { readonly by: 'mine' | 'other'; readonly makes: boolean; readonly object: number };

const step: fc.Arbitrary<Step> = fc.record({
  by: fc.constantFrom('mine', 'other'),
  makes: fc.boolean(),
  object: fc.nat({ max: 4 }),
});

it('holds for every order of making and naming', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      const scene = sceneAt(mock.origin);
      const owners = new Map<number, string>();
      for (const { by, makes, object } of steps) {
        const id = `resp_object_${object}`;
        mock.reset();
        if (makes) {
          mock.queue.push(json(200, responseObject({ id, conversation: null, output: [] })));
          expect((await respond(scene[by], {})).status).toBe(200);
          if (!owners.has(object)) owners.set(object, by);
        } else {
          mock.queue.push(json(200, responseObject({ store: false, conversation: null })));
          const { status } = await respond(scene[by], { previous_response_id: id });
          const isOwn = owners.get(object) === by;
          expect([status, mock.requests.length]).toEqual(isOwn ? [200, 1] : [404, 0]);
        }
      }
    }),
    { numRuns: 40 },
  );
});
