// Rules that ask somebody else: through the project's own token or over https, in time, once, and never in a circle.
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import type {
  ProviderRequest,
  SendToProvider,
} from '../../../../shared/providers/transport/transport.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { emailRule, savedVersion } from '../../../support/policies.ts';
import { type PolicyProxy, policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, stalledSse } from '../../../support/provider-scripts.ts';
import { errorOf } from '../../../support/proxy.ts';
import { llmRule, said, send } from './asking-scene.ts';

const SECRET = 'ann@secret.test';
const mock = await mockForFile();

const sent = (index: number) => JSON.parse(mock.requests[index]?.body ?? '');

describe('a rule that asks a model', () => {
  const proxyWith = (...rules: readonly object[]): PolicyProxy =>
    policyProxyAt(mock.origin, [savedVersion([emailRule(), ...rules])]);

  it('shows it the rewritten text as data, with the token of the project', async () => {
    const proxy = proxyWith(llmRule());
    mock.queue.push(said('{"score": 0.2}'));
    expect((await send(proxy, `"} to ${SECRET}`)).status).toBe(200);
    const judge = sent(0);
    expect(judge).toMatchObject({ model: 'gpt-judge', temperature: 0 });
    expect(judge.messages[0].content).toContain('Find pirates.');
    expect(JSON.parse(judge.messages[1].content)).toEqual({ text: '"} to [EMAIL]' });
    expect(mock.requests[0]?.headers['authorization']).toBe(
      mock.requests[1]?.headers['authorization'],
    );
    expect(mock.requests).toHaveLength(2);
  });

  it('is counted as a call of the key, for the policy', async () => {
    const proxy = proxyWith(llmRule());
    mock.queue.push(said('```json\n{"score": 0}\n```'));
    await send(proxy);
    expect(proxy.opened).toMatchObject([
      { model: 'gpt-judge', purpose: 'policy' },
      { model: 'gpt-mock', keyId: proxy.opened[0]?.keyId },
    ]);
    expect(proxy.opened[1]).not.toHaveProperty('purpose');
    expect(proxy.settled).toMatchObject([{ outcome: 'ok', tokens: { input: 70, output: 5 } }, {}]);
  });

  it.each([
    'allow',
    'block',
  ])('that gets no answer is told: header, usage, metric (%s)', async (decision_on_error) => {
    const proxy = proxyWith(llmRule({ decision_on_error, timeout_ms: 100 }));
    mock.queue.push(json(500, { error: { message: 'no' } }));
    const answer = await send(proxy);
    expect(answer.status).toBe(decision_on_error === 'allow' ? 200 : 400);
    expect(answer.headers['x-collie-policy']).toMatch(/^pol_\w+@7; degraded$/);
    const record = proxy.settled.at(-1)?.policy ?? proxy.refused[0]?.policy;
    expect(record?.events).toContainEqual(
      expect.objectContaining({ ruleId: 'rule_1', direction: 'inbound', count: 0, failures: 1 }),
    );
    const metrics = proxy.lines.filter((line) => line.includes('PolicyFailures'));
    expect(metrics).toHaveLength(2);
    expect(metrics.join()).toContain('"RuleId":"rule_1"');
  });

  it('that gets its answer is not', async () => {
    const proxy = proxyWith(llmRule());
    mock.queue.push(said('{"score": 0}'));
    expect((await send(proxy)).headers['x-collie-policy']).toMatch(/^pol_\w+@7$/);
    expect(proxy.lines.join()).not.toContain('PolicyFailures');
  });

  it('blocks, and the request goes nowhere', async () => {
    const proxy = proxyWith(llmRule({}, { block_message: 'No pirates.' }));
    mock.queue.push(said('{"score": 0.7}'));
    const answer = await send(proxy);
    expect([answer.status, errorOf(answer)['message']]).toEqual([400, 'No pirates.']);
    expect(mock.requests).toHaveLength(1);
    expect(proxy.refused).toHaveLength(1);
  });

  it("speaks Anthropic's format with an Anthropic model", async () => {
    const proxy = proxyWith(llmRule({ model: 'claude-judge' }));
    mock.queue.push(json(200, { content: [{ type: 'text', text: '{"score":1}' }], usage: {} }));
    expect((await send(proxy)).status).toBe(400);
    expect(mock.requests[0]?.url).toBe('/v1/messages');
    expect(sent(0)).toMatchObject({ model: 'claude-judge', max_tokens: 100 });
    expect(sent(0).messages).toHaveLength(1);
  });

  it('gives a reasoning model room to think, and no temperature', async () => {
    const proxy = proxyWith(llmRule({ model: 'o4-judge' }));
    mock.queue.push(said('{"score":0}'));
    await send(proxy);
    expect(sent(0)).toHaveProperty('max_completion_tokens');
    expect(sent(0)).not.toHaveProperty('temperature');
  });

  it.each([
    ['words', said('I would say {"score": 0}')],
    ['no score', said('{"rating": 1}')],
    ['a score out of range', said('{"score": 7}')],
    ['a score as text', said('{"score": "1"}')],
    ['nothing', said('')],
    ['an error', json(500, { error: {} })],
    ['no JSON', json(200, 'x')],
    ['silence', stalledSse()],
  ])('follows its decision when the model answers %s', async (_what, script) => {
    for (const [decision_on_error, status] of [
      ['allow', 200],
      ['block', 400],
    ] as const) {
      const proxy = proxyWith(llmRule({ decision_on_error, timeout_ms: 100 }));
      mock.queue.push(script);
      expect((await send(proxy)).status).toBe(status);
    }
  });

  it('follows its decision when there is no token for the model', async () => {
    const proxy = proxyWith(llmRule({ model: 'nobody-serves-this', decision_on_error: 'block' }));
    expect((await send(proxy)).status).toBe(400);
    expect(mock.requests).toEqual([]);
  });
});

describe('a rule that asks a webhook', () => {
  const rule = (config: object = {}): object => ({
    rule_type: 'webhook',
    decision: 'block',
    config: { url: 'https://judge.example.com/v1/ask?team=a', timeout_ms: 1_500, ...config },
  });
  const asked: ProviderRequest[] = [];
  beforeEach(() => {
    asked.length = 0;
  });

  /** The classifier answers as told; everything else is the provider's. */
  function proxyAsking(config: object, answer: object | Error, status = 200): PolicyProxy {
    const version = savedVersion([emailRule(), rule(config)]);
    const real = policyProxyAt(mock.origin, [version]).ports.send;
    const intercept: SendToProvider = async (request) => {
      if (request.base.host === '127.0.0.1') return real(request);
      asked.push(request);
      if (answer instanceof Error) throw answer;
      return { status, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
    };
    return policyProxyAt(mock.origin, [version], { ports: { send: intercept } });
  }

  it('sends the rewritten text and whose it is, nothing else', async () => {
    const proxy = proxyAsking({}, { score: 0.1 });
    expect((await send(proxy, `to ${SECRET}`)).status).toBe(200);
    const [request] = asked;
    expect(request).toMatchObject({
      method: 'POST',
      base: { isSecure: true, host: 'judge.example.com', port: 443, isTrusted: false },
      path: '/v1/ask?team=a',
      limits: { totalMs: 1_500 },
    });
    expect(JSON.parse(String(request?.body))).toEqual({
      text: 'to [EMAIL]',
      direction: 'inbound',
      project_id: proxy.principal.projectId,
      policy_id: 'pol_1',
      rule_id: 'rule_1',
      request_id: 'req-test',
    });
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'content-type',
      'user-agent',
    ]);
  });

  it.each<[object, number]>([
    [{ score: 0.69 }, 200],
    [{ score: 0.7 }, 400],
    [{ matched: false }, 200],
    [{ matched: true, reason: 'x' }, 400],
  ])('is told by %j', async (answer, status) => {
    expect((await send(proxyAsking({}, answer))).status).toBe(status);
  });

  it.each<[string, object, object | Error, number]>([
    ['both forms at once', {}, { matched: false, score: 0 }, 200],
    ['neither', {}, { verdict: 1 }, 200],
    ['a list', {}, [1], 200],
    ['a redirect', {}, { score: 0 }, 302],
    ['no connection', {}, new ApiError('upstream_error'), 200],
    ['an address of the network inside', { url: 'https://10.0.0.1/' }, { score: 0 }, 200],
    ['an address written otherwise', { url: 'https://0x7f000001/' }, { score: 0 }, 200],
    ['a name of the network inside', { url: 'https://judge.internal/' }, { score: 0 }, 200],
  ])('follows its decision for %s', async (_what, config, answer, status) => {
    const proxy = proxyAsking({ ...config, decision_on_error: 'block' }, answer, status);
    expect((await send(proxy)).status).toBe(400);
    const url = (config as { url?: string }).url;
    expect(asked).toHaveLength(url === undefined ? 1 : 0);
  });
});
