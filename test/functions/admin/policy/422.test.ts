// What a policy or a rule cannot be: every wrong field is named as it was sent, and nothing is written.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Made, newPolicy, newRule, ruleBody } from '../../../support/admin-policies.ts';
import type { Answer } from '../../../support/admin-system.ts';
import { errorOf, storedItems, useAdminSystem } from '../../../support/use-admin.ts';

const admin = useAdminSystem();
let policy: Made;
let rule: Made;
let before = new Map<string, unknown>();

beforeAll(async () => {
  policy = await newPolicy(admin);
  rule = await newRule(admin, policy);
  before = await storedItems(admin);
});

const ON_ERROR = { decision_on_error: 'allow' };
const refused = (param: string | null) => ({ status: 422, code: 'validation_error', param });
const expectRefused = async (answer: Answer, param: string | null): Promise<void> => {
  expect(errorOf(answer)).toEqual(refused(param));
  expect(await storedItems(admin)).toEqual(before);
};

describe.each<[string, object, string]>([
  ['an empty name', { name: '' }, 'name'],
  ['a mode that is neither', { enforcement_mode: 'off' }, 'enforcement_mode'],
  ['a description with an escape', { description: '\u001b[31m' }, 'description'],
  ['a version of its own', { version: 3 }, 'version'],
  ['a key for hashes', { hash_key: 'x' }, 'hash_key'],
  ['an id', { id: 'pol_1' }, 'id'],
])('a policy with %s', (_what, body, param) => {
  it('is 422 on POST and PATCH', async () => {
    const sent = { name: 'x', ...body };
    await expectRefused(await admin.call('POST', '/api/v1/policies', { body: sent }), param);
    await expectRefused(await admin.call('PATCH', policy.path, { body: sent }), param);
  });
});

describe.each<[string, object, string]>([
  ['rules that are no list', { rules: {} }, 'rules'],
  ['401 rules', { rules: Array(401).fill(ruleBody()) }, 'rules'],
  ['another preset', { preset: 'best' }, 'preset'],
  ['rules and a preset', { preset: 'starter', rules: [] }, 'preset'],
  ['an id in a rule', { rules: [ruleBody({ id: 'rule_1' })] }, 'rules.0.id'],
])('a new policy with %s', (_what, body, param) => {
  it('is 422', async () => {
    const sent = { name: 'x', ...body };
    await expectRefused(await admin.call('POST', '/api/v1/policies', { body: sent }), param);
  });
});

const patterns = (pattern: unknown, more: object = {}) => ({
  config: { patterns: [{ pattern, ...more }] },
});
const judgedByEngine: [string, object, string][] = [
  ['no pattern', { config: {} }, 'config.patterns'],
  ['a look-ahead', patterns('a(?=b)'), 'config.patterns.0.pattern'],
  ['a back-reference', patterns('(a)\\1'), 'config.patterns.0.pattern'],
  ['an empty match', patterns('a*'), 'config.patterns.0.pattern'],
  ['too many states', patterns('[ab]*a[ab]{1000}x{1000}'), 'config.patterns.0.pattern'],
  ['a pattern that is none', patterns(7), 'config.patterns.0.pattern'],
  ['flags that are none', patterns('a', { flags: 'x' }), 'config.patterns.0.flags'],
  ['an unknown field', { config: { ...patterns('a').config, color: 1 } }, 'config.color'],
  ['__proto__ in its configuration', { config: proto() }, 'config.__proto__'],
  ['a long mask', { config: { ...patterns('a').config, mask_char: 'xy' } }, 'config.mask_char'],
];

/** An own field of that name, as JSON.parse makes it. */
function proto(): unknown {
  return JSON.parse('{"patterns":[{"pattern":"a"}],"__proto__":{"x":1}}');
}

describe.each<[string, object, string]>([
  ['an unknown type', { rule_type: 'magic' }, 'rule_type'],
  ['an unknown direction', { direction: 'up' }, 'direction'],
  ['an unknown decision', { decision: 'maybe' }, 'decision'],
  ['an order with a fraction', { order: 0.5 }, 'order'],
  ['an order without end', { order: 1e300 }, 'order'],
  ['a configuration that is a list', { config: [] }, 'config'],
  ['a configuration that is null', { config: null }, 'config'],
  ['an empty block message', { block_message: '' }, 'block_message'],
  ['a block message with NUL', { block_message: '\u0000' }, 'block_message'],
  ['a flag in words', { is_enabled: 'yes' }, 'is_enabled'],
  ['a mode that is none', { enforcement_mode: 'off' }, 'enforcement_mode'],
  ['a revision', { revision: 1 }, 'revision'],
  ...judgedByEngine,
])('a rule with %s', (_what, changes, param) => {
  it('is 422 on POST, on PATCH and inside of a new policy', async () => {
    const body = ruleBody(changes);
    await expectRefused(await admin.call('POST', `${policy.path}/rules`, { body }), param);
    await expectRefused(await admin.call('PATCH', rule.path, { body }), param);
    const whole = { name: 'x', rules: [ruleBody(), body] };
    const answer = await admin.call('POST', '/api/v1/policies', { body: whole });
    await expectRefused(answer, `rules.1.${param}`);
  });
});

describe('a rule', () => {
  it.each([
    'name',
    'rule_type',
    'direction',
    'decision',
    'config',
  ])('needs its %s', async (field) => {
    const { [field]: _left, ...body } = ruleBody();
    const answer = await admin.call('POST', `${policy.path}/rules`, { body });
    await expectRefused(answer, field);
    expect(answer.body.error.message).toBe(`${field} is required.`);
  });

  it('keeps its type', async () => {
    const answer = await admin.call('PATCH', rule.path, { body: { rule_type: 'secret' } });
    await expectRefused(answer, 'rule_type');
    const same = await admin.call('PATCH', rule.path, { body: { rule_type: 'regex' } });
    expect(same.status).toBe(200);
  });

  it('names a dictionary that there is', async () => {
    for (const dictionary_id of [`dict_${'0'.repeat(22)}`, 'dict_1', policy.id]) {
      const body = ruleBody({ rule_type: 'aho_corasick', config: { dictionary_id } });
      const answer = await admin.call('POST', `${policy.path}/rules`, { body });
      await expectRefused(answer, 'config.dictionary_id');
    }
  });

  it.each([
    'http://example.com/judge',
    'https://10.0.0.1/judge',
    'https://169.254.169.254/latest',
    'https://localhost:8443/judge',
    'https://judge.internal/',
    'https://user:word@example.com/',
    'https://[::1]/judge',
    'https://0x7f.1/judge',
    'https://example.com:22/judge',
  ])('asks a webhook at a public https address only, not %s', async (url) => {
    const body = ruleBody({
      rule_type: 'webhook',
      decision: 'block',
      config: { url, ...ON_ERROR },
    });
    const answer = await admin.call('POST', `${policy.path}/rules`, { body });
    await expectRefused(answer, 'config.url');
  });

  it('is told everything that is wrong with it', async () => {
    const config = { patterns: [{ pattern: '(?=a)' }, { pattern: 'b' }, { pattern: '(?=c)' }] };
    const answer = await admin.call('POST', `${policy.path}/rules`, { body: ruleBody({ config }) });
    await expectRefused(answer, 'config.patterns.0.pattern');
    const { errors, message } = answer.body.error;
    expect(errors.map(({ param }: { param: string }) => param)).toEqual([
      'config.patterns.0.pattern',
      'config.patterns.2.pattern',
    ]);
    expect(errors[0].message).toBe(message);
    expect(message).toBe('config.patterns.0.pattern: look-ahead is not supported.');
    const empty = ruleBody({ config: {} });
    const other = await admin.call('POST', `${policy.path}/rules`, { body: empty });
    expect(other.body.error.message).toBe('config.patterns must hold at least one pattern.');
  });

  it('is refused without repeating a secret that was pasted as a name', async () => {
    const secret = `clai_${'A'.repeat(39)}`;
    const config = { ...patterns('a').config, [secret]: 1 };
    const answer = await admin.call('POST', `${policy.path}/rules`, { body: ruleBody({ config }) });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain(secret);
  });

  it('is refused when the policy would not fit into a version any more', async () => {
    const noise = (length: number) => randomBytes(length).toString('base64').slice(0, length);
    const rules = (count: number) =>
      Array.from({ length: count }, () => {
        const config = { model: 'gpt-4o', instructions: noise(8_000), ...ON_ERROR };
        return ruleBody({ rule_type: 'llm_detection', decision: 'block', config });
      });
    const own = await newPolicy(admin, { rules: rules(58) });
    expect(own.answer.status).toBe(201);
    const body = { name: 'x', rules: rules(70) };
    expect(errorOf(await admin.call('POST', '/api/v1/policies', { body }))).toEqual(
      refused('rules'),
    );
    const statuses: number[] = [];
    for (const rule of rules(8))
      statuses.push((await admin.call('POST', `${own.path}/rules`, { body: rule })).status);
    expect(statuses.at(-1)).toBe(422);
  });
});
