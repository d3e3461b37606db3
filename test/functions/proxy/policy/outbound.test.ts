// A project's policy on answers, from the proxy's side: what is counted, refunded and told, and which version judges.
import { beforeEach, describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../../shared/limits/limiter.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { heldBy, permitStoreModel } from '../../../support/permit-store-model.ts';
import { savedVersion } from '../../../support/policies.ts';
import { activate, type PolicyProxy, policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, sse } from '../../../support/provider-scripts.ts';
import { errorOf, PRINCIPAL } from '../../../support/proxy.ts';

const rule = (pattern: string, decision: string, more: object = {}): object => ({
  rule_type: 'regex',
  direction: 'outbound',
  decision,
  config: { patterns: [{ pattern, replacement: '[X]' }] },
  ...more,
});
const policy = savedVersion([rule('rum', 'mask'), rule('pirate', 'block')]);

const answering = (content: string) =>
  json(200, {
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 3 },
  });
const frame = (content: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const streaming = (...pieces: readonly string[]) =>
  sse([...pieces.map(frame), 'data: [DONE]\n\n'], 5);

const mock = await mockForFile();
let proxy: PolicyProxy;
let permits: ReturnType<typeof permitStoreModel>;

beforeEach(() => {
  permits = permitStoreModel();
  proxy = proxyWith([policy]);
});

function proxyWith(versions: Parameters<typeof policyProxyAt>[1]): PolicyProxy {
  const rateLimiter = createRateLimiter({ store: permits, clock: () => 1_790_000_000_500 });
  const project = { rateLimitRpm: 9 };
  return policyProxyAt(mock.origin, versions, { project, ports: { rateLimiter } });
}

const ask = (stream: boolean) => proxy.send('/v1/chat/completions', { stream });
const outbound = () =>
  proxy.settled[0]?.policy?.events.map(({ ruleId, direction, count }) => [
    ruleId,
    direction,
    count,
  ]);

describe.each([false, true])('an answer, streamed: %s', (stream) => {
  const script = (...pieces: readonly string[]) =>
    stream ? streaming(...pieces) : answering(pieces.join(''));

  it('goes out masked, and is counted with what was masked', async () => {
    mock.queue.push(script('yo ho r', 'um and r', 'um'));
    const { status, text, headers } = await ask(stream);
    expect(status).toBe(200);
    expect(headers['x-collie-policy']).toBe('pol_1@7');
    expect(text).toContain('[X]');
    expect(text).not.toMatch(/rum/);
    expect(proxy.settled).toMatchObject([{ outcome: 'ok' }]);
    expect(outbound()).toEqual([['rule_0', 'outbound', 2]]);
    expect(heldBy(permits, PRINCIPAL.projectId)).toBe(1);
    expect(proxy.lines.join()).toContain('"Direction":"outbound"');
  });

  it('cannot be provoked without limit', async () => {
    mock.fallback = script('a pirate');
    const codes: unknown[] = [];
    for (let times = 0; times < 10; times++) {
      const { text } = await ask(stream);
      codes.push(/"code":"(\w+)"/.exec(text)?.[1]);
    }
    const blocked = Array.from({ length: 9 }, () => 'response_blocked');
    expect(codes).toEqual([...blocked, 'rate_limit_exceeded']);
    expect(mock.requests).toHaveLength(9);
  });

  it('is blocked, counted as blocked, and keeps its permit: the provider was paid', async () => {
    mock.queue.push(script('a pir', 'ate'));
    const answer = await ask(stream);
    expect(answer.headers['x-collie-policy']).toBe('pol_1@7');
    expect(answer.text).toContain('response_blocked');
    expect(answer.text).toContain('"rule_id":"rule_1"');
    expect(answer.text).not.toContain('pirate');
    if (!stream)
      expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'response_blocked']);
    expect(proxy.settled).toMatchObject([{ outcome: 'blocked' }]);
    expect(outbound()).toEqual([['rule_1', 'outbound', 1]]);
    expect(heldBy(permits, PRINCIPAL.projectId)).toBe(1);
  });

  it('of a project without rules for answers is the provider’s own', async () => {
    proxy = proxyWith([savedVersion([rule('rum', 'mask', { direction: 'inbound' })])]);
    mock.queue.push(script('rum'));
    expect((await ask(stream)).text).toContain('rum');
    expect(outbound()).toEqual([]);
  });
});

it('a stream keeps the version that it began with, the next one has the new', async () => {
  const next = savedVersion([rule('tea', 'mask')], { version: 8 });
  proxy = proxyWith([policy, next]);
  mock.queue.push(async (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frame('some '));
    activate(proxy, next);
    await proxy.send('/v1/chat/completions', {});
    response.end(`${frame('rum and tea')}data: [DONE]\n\n`);
    await request.ended;
  });
  mock.queue.push(answering('rum and tea'));
  const running = await ask(true);
  expect(running.headers['x-collie-policy']).toBe('pol_1@7');
  expect(running.text).toContain('[X] and tea');
  expect(proxy.opened.map((intent) => intent.policy?.version)).toEqual([7, 8]);
});

it('what a watching rule finds in a stream afterwards is part of its record', async () => {
  const watching = {
    rule_type: 'llm_detection',
    direction: 'outbound',
    decision: 'flag',
    config: { model: 'gpt-judge', instructions: 'Pirates?' },
  };
  proxy = proxyWith([savedVersion([watching])]);
  mock.queue.push(streaming('ahoy'), answering('{"score":1}'));
  const { text } = await ask(true);
  expect(text).toContain('ahoy');
  expect(mock.requests).toHaveLength(2);
  const events = proxy.settled.map((settlement) => settlement.policy?.events);
  expect(events).toHaveLength(2);
  expect(events).toContain(undefined);
  expect(events).toContainEqual([
    expect.objectContaining({ ruleId: 'rule_0', monitoring: true, count: 1 }),
  ]);
});

describe('a stream that begins with a byte order mark', () => {
  const first = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { role: 'assistant' } }] })}\n\n`;
  const rest = `${frame('yo ho rum')}data: [DONE]\n\n`;

  it('has the same events as without it', async () => {
    mock.queue.push(sse([first + rest]));
    const plain = await ask(true);
    mock.queue.push(sse([`\ufeff${first}${rest}`]));
    expect((await ask(true)).text).toBe(plain.text);
    expect(plain.text).toContain('assistant');
  });
});
