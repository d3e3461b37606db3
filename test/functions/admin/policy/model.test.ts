// Any sequence of changes, activations and rollbacks does what a small model of it says.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  dictionaryRule,
  type Made,
  newDictionary,
  newPolicy,
  ruleBody,
} from '../../../support/admin-policies.ts';
import { newProject, type TestProject, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();

const kinds = [
  'addRule',
  'addTermRule',
  'changeRule',
  'deleteRule',
  'changeMode',
  'rename',
  'replaceTerms',
  'saveVersion',
  'activate',
  'rollBack',
  'deactivate',
] as const;

/** `pick` and `value` choose among the things that there are. */
type Step = {
  readonly kind: (typeof kinds)[number];
  readonly pick: number;
  readonly value: number;
};

type ModelRule = { readonly id: string; name: string; readonly isTermRule: boolean };
type Content = { readonly mode: string; readonly rules: readonly string[]; readonly terms: number };
type Model = {
  readonly policies: { mode: string; rules: ModelRule[]; versions: Content[] }[];
  readonly active: ({ policy: number; version: number } | null)[];
  terms: number;
};
type World = {
  readonly policies: readonly Made[];
  readonly projects: readonly TestProject[];
  readonly dictionary: Made;
  readonly model: Model;
};

async function newWorld(): Promise<World> {
  const policies = [await newPolicy(admin), await newPolicy(admin)];
  const empty = { mode: 'enforce', rules: [], terms: 0 };
  return {
    policies,
    projects: [await newProject(admin), await newProject(admin)],
    dictionary: await newDictionary(admin, ['term 0']),
    model: {
      policies: policies.map(() => ({ mode: 'enforce', rules: [], versions: [empty] })),
      active: [null, null],
      terms: 0,
    },
  };
}

/** Terms count only while a rule names them. */
function contentOf(model: Model, index: number): Content {
  const { mode = '', rules = [] } = model.policies[index] ?? {};
  const isTied = rules.some(({ isTermRule }) => isTermRule);
  const texts = rules.map(({ id, name }) => `${id} ${name}`);
  return { mode, rules: texts, terms: isTied ? model.terms : 0 };
}

function save(model: Model, index: number): void {
  const versions = model.policies[index]?.versions;
  const content = contentOf(model, index);
  if (JSON.stringify(versions?.at(-1)) !== JSON.stringify(content)) versions?.push(content);
}

async function carryOut({ kind, pick, value }: Step, world: World): Promise<void> {
  const { model, policies, projects, dictionary } = world;
  const index = pick % policies.length;
  const [policy, state] = [policies[index], model.policies[index]];
  const place = value % projects.length;
  const project = projects[place];
  if (policy === undefined || state === undefined || project === undefined) return;
  const rule = state.rules[value % Math.max(1, state.rules.length)];
  const call = (method: string, path: string, body?: object) =>
    admin.call(method, path, body === undefined ? {} : { body });
  const activate = async (version?: number) => {
    const body = { policy_id: policy.id, ...(version === undefined ? {} : { version }) };
    expect((await call('PUT', `${project.path}/policy`, body)).status).toBe(200);
    if (version === undefined) save(model, index);
    model.active[place] = { policy: index, version: version ?? state.versions.length };
  };
  switch (kind) {
    case 'addRule':
    case 'addTermRule': {
      const isTermRule = kind === 'addTermRule';
      const body = isTermRule ? dictionaryRule(dictionary.id) : ruleBody();
      const made = await call('POST', `${policy.path}/rules`, { ...body, name: `n${value}` });
      expect(made.status).toBe(201);
      state.rules.push({ id: made.body.id, name: `n${value}`, isTermRule });
      return save(model, index);
    }
    case 'changeRule':
      if (rule === undefined) return;
      await call('PATCH', `${policy.path}/rules/${rule.id}`, { name: `n${pick % 3}` });
      rule.name = `n${pick % 3}`;
      return save(model, index);
    case 'deleteRule':
      if (rule === undefined) return;
      await call('DELETE', `${policy.path}/rules/${rule.id}`);
      state.rules.splice(state.rules.indexOf(rule), 1);
      return save(model, index);
    case 'changeMode':
      state.mode = value % 2 === 0 ? 'enforce' : 'monitor';
      await call('PATCH', policy.path, { enforcement_mode: state.mode });
      return save(model, index);
    case 'rename':
      await call('PATCH', policy.path, { name: `policy ${value}` });
      return save(model, index);
    case 'replaceTerms':
      model.terms = value % 3;
      await call('PUT', dictionary.path, { terms: [`term ${model.terms}`] });
      return;
    case 'saveVersion':
      await call('POST', `${policy.path}/versions`);
      return save(model, index);
    case 'activate':
      return activate();
    case 'rollBack':
      return activate(1 + (value % state.versions.length));
    case 'deactivate':
      expect((await call('DELETE', `${project.path}/policy`)).status).toBe(204);
      model.active[place] = null;
  }
}

async function expectSame({ model, policies, projects, dictionary }: World): Promise<void> {
  for (const [index, policy] of policies.entries()) {
    const { body } = await admin.call('GET', policy.path);
    const { versions = [], mode, rules = [] } = model.policies[index] ?? {};
    const active = model.active.filter((each) => each?.policy === index).length;
    expect(body).toMatchObject({
      ...{ version: versions.length, active_projects: active, enforcement_mode: mode },
      rule_count: rules.length,
    });
    // Versions of the same content have the same hash, and only those.
    const listed = await admin.call('GET', `${policy.path}/versions`, { query: { limit: '100' } });
    const hashes = listed.body.versions.toReversed().map(({ hash }: { hash: string }) => hash);
    const contents = versions.map((content) => JSON.stringify(content));
    for (const [i, hash] of hashes.entries())
      expect(hashes.indexOf(hash)).toBe(contents.indexOf(contents[i] ?? ''));
  }
  for (const [place, project] of projects.entries()) {
    const { body } = await admin.call('GET', `${project.path}/policy`);
    const active = model.active[place] ?? null;
    const policyId = active === null ? null : policies[active.policy]?.id;
    expect(body).toMatchObject({ policy_id: policyId, version: active?.version ?? null });
  }
  const used = model.policies.filter(({ rules }) => rules.some(({ isTermRule }) => isTermRule));
  const { body } = await admin.call('GET', dictionary.path);
  expect(body.used_by_policies).toBe(used.length);
}

/** At the end: what each version holds is what the policy was when it was made. */
async function expectHistory({ model, policies }: World): Promise<void> {
  for (const [index, policy] of policies.entries())
    for (const [place, content] of (model.policies[index]?.versions ?? []).entries()) {
      const { body } = await admin.call('GET', `${policy.path}/versions/${place + 1}`);
      expect(body.enforcement_mode).toBe(content.mode);
      const rules = body.rules as { id: string; name: string }[];
      expect(rules.map(({ id, name }) => `${id} ${name}`)).toEqual(content.rules);
    }
}

it('changes, activations and rollbacks agree with the model after every step', async () => {
  const step = fc.record({
    kind: fc.constantFrom(...kinds),
    pick: fc.nat({ max: 11 }),
    value: fc.nat({ max: 11 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
      const world = await newWorld();
      for (const each of steps) {
        await carryOut(each, world);
        await expectSame(world);
      }
      await expectHistory(world);
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 120_000);
