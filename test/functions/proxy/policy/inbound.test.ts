// A project's policy on its requests: masked before a provider sees them, blocked without one, told in every answer.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../../shared/contracts/principal.ts';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { createRateLimiter } from '../../../../shared/limits/limiter.ts';
import { createPolicyLoader } from '../../../../shared/policies/active/load-policy.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { heldBy, permitStoreModel } from '../../../support/permit-store-model.ts';
import { emailRule, savedVersion } from '../../../support/policies.ts';
import { activate, type PolicyProxy, policyProxyAt } from '../../../support/policy-proxy.ts';
import { chatBody, errorOf, PRINCIPAL } from '../../../support/proxy.ts';

const SECRET = 'ann@secret.test';
const blockRule = {
  name: 'No pirates',
  rule_type: 'regex',
  decision: 'block',
  config: { patterns: [{ pattern: 'pirate' }] },
  block_message: 'Ask the crew instead.',
};
const policy = savedVersion([emailRule(), blockRule]);

const mock = await mockForFile();
let proxy: PolicyProxy;

beforeEach(() => {
  proxy = policyProxyAt(mock.origin, [policy]);
});

const user = (content: string) => ({ role: 'user', content });
const seen = () => mock.requests.map(({ body }) => body);

/** The text of a request, by route. */
const WITH_TEXT = {
  '/v1/chat/completions': (text: string) => ({ messages: [user('old'), user(text)] }),
  '/v1/responses': (text: string) => ({ input: text }),
  '/v1/embeddings': (text: string) => ({ input: [text] }),
  '/v1/messages': (text: string) => ({ messages: [user(text)] }),
} as const;
const ROUTES = Object.keys(WITH_TEXT) as (keyof typeof WITH_TEXT)[];

describe.each(ROUTES)('%s', (route) => {
  it('reaches the provider masked, and says which policy it was', async () => {
    const answer = await proxy.send(route, WITH_TEXT[route](`mail ${SECRET} now`));
    expect(answer.status).toBe(200);
    expect(answer.headers['x-collie-policy']).toBe('pol_1@7');
    expect(seen()).toHaveLength(1);
    expect(seen()[0]).toContain('mail [EMAIL] now');
    expect(seen()[0]).not.toContain(SECRET);
  });

  it('is blocked without a provider, a permit or a call', async () => {
    const store = permitStoreModel();
    const rateLimiter = createRateLimiter({ store, clock: proxy.ports.clock });
    proxy = policyProxyAt(mock.origin, [policy], { ports: { rateLimiter } });
    proxy.principal = { ...PRINCIPAL, restrictions: { ...NO_RESTRICTIONS, rateLimitRpm: 5 } };
    const answer = await proxy.send(route, WITH_TEXT[route](`${SECRET}, a pirate`));
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'content_blocked']);
    expect(errorOf(answer)['message']).toBe('Ask the crew instead.');
    expect(errorOf(answer)['triggered_rules']).toMatchObject([
      { rule_id: 'rule_0', decision: 'mask', match_info: { count: 1 } },
      { rule_id: 'rule_1', rule_name: 'No pirates', decision: 'block', monitoring: false },
    ]);
    expect(answer.headers['x-collie-policy']).toBe('pol_1@7');
    expect(answer.headers['x-ratelimit-limit']).toBe('5');
    expect(seen()).toEqual([]);
    expect(heldBy(store, PRINCIPAL.lineage)).toBe(0);
    expect([proxy.opened, proxy.settled, proxy.cancelled]).toEqual([[], [], []]);
    expect(proxy.refused).toMatchObject([
      { model: 'unknown', policy: { events: [{ ruleId: 'rule_0' }, { ruleId: 'rule_1' }] } },
    ]);
  });
});

describe('what a policy did', () => {
  it('is kept with the call: rules, offsets, keyed hashes', async () => {
    await proxy.send('/v1/chat/completions', WITH_TEXT['/v1/chat/completions'](`to ${SECRET}`));
    await proxy.send('/v1/responses', { input: `${SECRET} ${SECRET}` });
    const event = { ruleId: 'rule_0', direction: 'inbound', decision: 'mask', monitoring: false };
    const [first, second] = proxy.opened.map((intent) => intent.policy?.events[0]);
    expect(proxy.opened[0]?.policy).toMatchObject({ policyId: 'pol_1', version: 7 });
    expect(first).toMatchObject({
      ...event,
      count: 1,
      matches: [{ start: 3, end: 18, length: 15 }],
    });
    expect(second).toMatchObject({ ...event, count: 2 });
    const hashes = [first, second].flatMap((each) => each?.matches.map(({ hash }) => hash));
    expect(hashes[0]).toMatch(/^[\w-]{22}$/);
    expect(new Set(hashes).size).toBe(1);
    expect(proxy.settled[0]?.policy).toEqual(proxy.opened[0]?.policy);
  });

  it('is told as metrics by policy, rule, direction and decision', async () => {
    await proxy.send('/v1/responses', { input: `${SECRET} ${SECRET} pirate` });
    const dimensions = { PolicyId: 'pol_1', Direction: 'inbound' };
    expect(proxy.lines.map((line) => JSON.parse(line))).toEqual([
      [
        { PolicyMatches: 2, PolicyRequests: 1 },
        { ...dimensions, RuleId: 'rule_0', Decision: 'mask' },
      ],
      [
        { PolicyMatches: 1, PolicyRequests: 1 },
        { ...dimensions, RuleId: 'rule_1', Decision: 'block' },
      ],
    ]);
  });

  it('never holds what it found', async () => {
    for (const input of [SECRET, `pirate ${SECRET}`]) {
      const { text } = await proxy.send('/v1/responses', { input });
      expect(text).not.toContain(SECRET);
    }
    const kept = JSON.stringify([proxy.lines, proxy.opened, proxy.settled, proxy.refused]);
    expect(kept).toContain('rule_0');
    expect(kept).not.toContain(SECRET);
    expect(kept).not.toContain('pirate');
  });

  it('is nothing when it only watches', async () => {
    const watching = savedVersion([{ ...blockRule, enforcement_mode: 'monitor' }]);
    proxy = policyProxyAt(mock.origin, [watching]);
    const body = chatBody({ messages: [user('a pirate')] });
    expect((await proxy.call({ body })).status).toBe(200);
    expect(seen()).toEqual([body]);
    expect(proxy.opened[0]?.policy?.events).toMatchObject([{ ruleId: 'rule_0', monitoring: true }]);
    expect(proxy.lines.join()).toContain('"Decision":"monitor"');
  });
});

describe('the whole conversation', () => {
  const body = chatBody({ messages: [{ role: 'system', content: SECRET }, user(SECRET)] });

  it('is looked at only when the project says so', async () => {
    await proxy.call({ body });
    proxy = policyProxyAt(mock.origin, [policy], { project: { filterAllMessages: true } });
    await proxy.call({ body });
    expect(seen().map((text) => text.split(SECRET).length - 1)).toEqual([1, 0]);
  });
});

describe('the active version', () => {
  const next = savedVersion([{ ...blockRule, config: { patterns: [{ pattern: 'ahoy' }] } }], {
    version: 8,
  });
  const statusOf = async (text: string): Promise<number> =>
    (await proxy.send('/v1/responses', { input: text })).status;

  it('judges from the next request on, and is read once', async () => {
    proxy = policyProxyAt(mock.origin, [policy, next]);
    expect([await statusOf('pirate'), await statusOf('ahoy')]).toEqual([400, 200]);
    activate(proxy, next);
    expect([await statusOf('pirate'), await statusOf('ahoy')]).toEqual([200, 400]);
    activate(proxy, policy);
    expect([await statusOf('pirate'), await statusOf('ahoy')]).toEqual([400, 200]);
    expect(proxy.reader.reads()).toBe(2);
  });

  it.each([
    ['cannot be read', () => Promise.reject(new ApiError('service_unavailable')), 503],
    ['is not there', () => Promise.reject(new Error('no such version')), 500],
    ['is another', async () => ({ ...policy, hash: next.hash }), 500],
  ])('that %s lets nothing pass', async (_what, readVersion, status) => {
    const policies = createPolicyLoader({ readVersion });
    proxy = policyProxyAt(mock.origin, [policy], { ports: { policies } });
    const answer = await proxy.send('/v1/responses', { input: 'harmless' });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-collie-policy']).toBe('pol_1@7');
    expect(seen()).toEqual([]);
    expect(proxy.opened).toEqual([]);
  });
});

it('a project without a policy reads none, and its requests go out as they are', async () => {
  proxy = policyProxyAt(mock.origin, []);
  const body = chatBody({ messages: [user(`${SECRET} pirate`)], n: 1 });
  const answer = await proxy.call({ body });
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toHaveProperty('x-collie-policy');
  expect(seen()).toEqual([body]);
  expect(proxy.reader.reads()).toBe(0);
  expect(proxy.opened[0]).not.toHaveProperty('policy');
});
