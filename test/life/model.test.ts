// The handlers on the embedded engine do what the reference model does, whatever operators ask in whatever order.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { leaksOn } from '../support/leaks-system.ts';
import { useAdminSystem } from '../support/use-admin.ts';
import { Command, type Holder, type Real } from './commands.ts';
import { type Action, step } from './model.ts';

const admin = useAdminSystem();
/** A long run for whoever changes the life of a key: LIFE_RUNS=500. */
const RUNS = Number(process.env['LIFE_RUNS'] ?? 12);

/** Mostly the first few, so that things happen to the same key more than once. */
const index = fc.oneof(fc.nat(2), fc.nat(2), fc.nat(20));
const seconds = fc.integer({ min: 1, max: 100 });
const expiry = fc.option(seconds, { freq: 2 });
const actions: fc.Arbitrary<Action>[] = [
  fc.record({ do: fc.constant('create key' as const), project: index, expiresIn: expiry }),
  fc.record({
    do: fc.constant('rotate' as const),
    key: index,
    overlap: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({
    do: fc.constant('rotate' as const),
    key: index,
    overlap: fc.integer({ min: 0, max: 60 }),
  }),
  fc.record({ do: fc.constantFrom('deactivate' as const, 'leak' as const), key: index }),
  fc.record({
    do: fc.constant('rename' as const),
    key: index,
    ifMatch: fc.constantFrom('none' as const, 'right' as const, 'wrong' as const),
  }),
  fc.record({ do: fc.constant('expire' as const), key: index, in: expiry }),
  fc.record({ do: fc.constant('switch' as const), project: index, on: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), seconds }),
  fc.record({ do: fc.constant('wait' as const), seconds }),
  fc.record({ do: fc.constant('delete project' as const), project: index }),
  fc.constant({ do: 'create project' as const }),
];

async function begin(): Promise<{ model: Holder; real: Real }> {
  const real: Real = { admin, leaks: leaksOn(admin, 'http://127.0.0.1:9'), projects: [], keys: [] };
  const now = Math.floor(admin.time.nowMs / 1000);
  const model = { model: step({ now, projects: [], keys: [] }, { do: 'create project' }).model };
  const { body } = await admin.call('POST', '/api/v1/projects', { body: { name: 'P' } });
  const { id, key: secret } = body.api_key;
  real.projects.push(body.id);
  real.keys.push({ id, secret, path: `/api/v1/projects/${body.id}/api-keys/${id}` });
  return { model, real };
}

/** Each project's chain is whole, and holds an event for each change and each refused call. */
async function compareAudit({ model }: Holder, real: Real): Promise<void> {
  for (const [i, id] of real.projects.entries()) {
    const { body } = await admin.call('GET', `/api/v1/projects/${id}/audit/verify`);
    const { changes = 0, refusals = 0 } = model.projects[i] ?? {};
    expect(body).toMatchObject({ ok: true, unsealed_events: 0, events: changes + refusals });
  }
}

it('keys and projects live as the model says', { timeout: 600_000 }, async () => {
  const commands = fc.commands(
    actions.map((arbitrary) => arbitrary.map((action) => new Command(action))),
    { maxCommands: 25, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (list) => {
      const setup = await begin();
      await fc.asyncModelRun(async () => setup, list);
      await compareAudit(setup.model, setup.real);
    }),
    { numRuns: RUNS },
  );
});
