// Usage through the proxy: what each way that a call can end is counted as, and what counting never disturbs.
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createServe } from '../../../functions/proxy/serve.ts';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import type { CallIntent, Settlement } from '../../../shared/usage/call.ts';
import type { CallStore } from '../../../shared/usage/meter.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';
import { type MockProvider, startMockProvider } from '../../support/mock-provider.ts';
import { heldBy, permitStoreModel } from '../../support/permit-store-model.ts';
import {
  chatFrame,
  cutJson,
  cutSse,
  endlessSse,
  hangUp,
  json,
  raw,
  silence,
  sse,
} from '../../support/provider-scripts.ts';
import {
  chatBody,
  errorOf,
  PRINCIPAL,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
  scopeOf,
  tokenRecord,
} from '../../support/proxy.ts';

let mock: MockProvider;
let proxy: ProxyUnderTest;
let opened: CallIntent[];
let settled: Settlement[];
let cancelled: number;
let used: string[];
const permits = permitStoreModel();

const recording = (): CallStore => ({
  open: async (intent) => void opened.push(intent),
  settle: async (_place, settlement) => {
    settled.push(settlement);
    return 'settled';
  },
  cancel: async () => void cancelled++,
});

beforeAll(async () => {
  mock = await startMockProvider();
});
beforeEach(() => {
  mock.reset();
  [opened, settled, cancelled, used] = [[], [], 0, []];
  const noteUse = async (keyId: string) => void used.push(keyId);
  const clock = () => 1_790_000_000_500;
  const rateLimiter = createRateLimiter({ store: permits, clock });
  proxy = proxyAt(mock.origin, { calls: recording(), noteUse, clock, rateLimiter });
});
afterAll(() => mock.close());

const settlement = () => vi.waitFor(() => settled[0] ?? expect.fail('not settled'));

const BODIES = {
  '/v1/chat/completions': { model: 'gpt-mock', messages: [{ role: 'user', content: '12345678' }] },
  '/v1/responses': { model: 'gpt-mock', input: '12345678' },
  '/v1/embeddings': { model: 'text-embedding-mock', input: '12345678' },
  '/v1/messages': {
    model: 'claude-mock',
    max_tokens: 9,
    messages: [{ role: 'user', content: '12345678' }],
  },
};
const send = (resource: keyof typeof BODIES, changes: object = {}) =>
  proxy.call({ resource, body: JSON.stringify({ ...BODIES[resource], ...changes }) });

describe('a call that the provider finishes', () => {
  it.each([
    ['/v1/chat/completions', false],
    ['/v1/chat/completions', true],
    ['/v1/responses', false],
    ['/v1/responses', true],
    ['/v1/messages', false],
    ['/v1/messages', true],
  ] as const)('is counted as the provider says: %s, stream %s', async (resource, stream) => {
    expect((await send(resource, { stream })).status).toBe(200);
    expect(await settlement()).toMatchObject({
      outcome: 'ok',
      estimated: false,
      tokens: { input: 5, output: 7 },
    });
  });

  it('is counted for embeddings, which have no output', async () => {
    await send('/v1/embeddings');
    expect(await settlement()).toMatchObject({ estimated: false, tokens: { input: 5, output: 0 } });
  });

  it('is written down with its project, key, model and provider before the provider is asked', async () => {
    const { projectId, keyId } = PRINCIPAL;
    mock.fallback = (_request, response) => {
      expect(opened).toMatchObject([
        { projectId, keyId, model: 'gpt-mock', provider: 'openai', estimatedInputTokens: 2 },
      ]);
      json(200, {})(_request, response);
    };
    await send('/v1/chat/completions');
    expect(opened).toHaveLength(1);
  });

  it('hides the usage that only we asked for, and counts it', async () => {
    const { text } = await send('/v1/chat/completions', { stream: true });
    expect(text).not.toContain('prompt_tokens');
    expect(await settlement()).toMatchObject({ estimated: false });
  });

  it('is estimated when the provider never says', async () => {
    mock.fallback = json(200, { choices: [{ message: { content: '123456789' } }] });
    await send('/v1/chat/completions');
    expect(await settlement()).toMatchObject({
      outcome: 'ok',
      estimated: true,
      tokens: { input: 2, output: 3 },
    });
  });
});

describe('a call that does not end well', () => {
  it.each([
    ['429', 429, {}],
    ['503', 503, {}],
    ['404, under no model', 404, { model: 'unknown' }],
    ['400, under no model', 400, { model: 'unknown' }],
  ])('is counted without tokens when the provider answers %s', async (_what, status, more) => {
    mock.fallback = json(status, { error: { message: 'no' } });
    expect((await send('/v1/chat/completions')).status).toBe(status);
    expect(await settlement()).toEqual({
      outcome: 'failed',
      estimated: false,
      tokens: { input: 0, output: 0, cachedInput: 0, cacheWrite: 0, reasoning: 0 },
      ...more,
    });
  });

  it.each([
    ['refuses our token', json(401, { error: {} }), 0, false],
    ['redirects', raw(302, { location: 'https://evil.example' }, ''), 0, false],
    ['answers 500 in HTML', raw(500, { 'content-type': 'text/html' }, '<p>'), 0, false],
    ['answers 200 in HTML', raw(200, { 'content-type': 'text/html' }, '<p>'), 2, true],
    ['hangs up', hangUp, 2, true],
    ['never answers', silence, 2, true],
    ['breaks off', cutJson('{"choices":['), 2, true],
  ])('is counted when the provider %s', async (_what, script, input, estimated) => {
    mock.fallback = script;
    expect((await send('/v1/chat/completions')).status).toBeGreaterThanOrEqual(502);
    expect(await settlement()).toMatchObject({ outcome: 'failed', tokens: { input }, estimated });
  });

  it('is counted without tokens when nobody was reached', async () => {
    const openai = tokenRecord('openai', 'http://127.0.0.1:9/v1');
    proxy = proxyAt('http://127.0.0.1:9', { calls: recording() });
    proxy.project = projectAt(mock.origin, scopeOf(openai));
    expect((await send('/v1/chat/completions')).status).toBe(502);
    expect(await settlement()).toMatchObject({ tokens: { input: 0 }, estimated: false });
  });

  it('is estimated by what was streamed when the stream breaks', async () => {
    mock.fallback = cutSse(chatFrame('12345678'), chatFrame('9'));
    await send('/v1/chat/completions', { stream: true });
    expect(await settlement()).toMatchObject({
      outcome: 'failed',
      estimated: true,
      tokens: { input: 2, output: 3 },
    });
  });

  it("keeps the provider's count of a stream that fails after it", async () => {
    const usage = { prompt_tokens: 40, completion_tokens: 9 };
    mock.fallback = sse([chatFrame('a'), chatFrame('', { choices: [], usage }), 'data: {"cut']);
    await send('/v1/chat/completions', { stream: true });
    expect(await settlement()).toMatchObject({
      outcome: 'failed',
      estimated: false,
      tokens: { input: 40, output: 9 },
    });
  });

  it('is estimated by what was streamed when the client leaves', async () => {
    mock.fallback = endlessSse(chatFrame('1234'));
    const body = chatBody({ stream: true });
    const { body: stream } = await createServe(proxy.ports)(gatewayEvent(PRINCIPAL, { body }));
    if (!(stream instanceof Readable)) throw new Error('no stream');
    const sink = stream.pipe(new PassThrough());
    await new Promise((resolve) => sink.once('data', resolve));
    stream.destroy();
    const { outcome, estimated, tokens } = await settlement();
    expect([outcome, estimated]).toEqual(['aborted', true]);
    expect(tokens.output).toBeGreaterThan(0);
  });
});

describe('a request that reaches no provider', () => {
  it.each([
    [
      'an inactive project',
      () => (proxy.project = projectAt(mock.origin, { isActive: false })),
      {},
    ],
    ['no provider token', () => (proxy.project = projectAt(mock.origin, scopeOf())), {}],
    ['a wrong field', () => {}, { messages: {} }],
  ])('is not counted: %s', async (_what, arrange, changes) => {
    arrange();
    expect((await send('/v1/chat/completions', changes)).status).toBeGreaterThanOrEqual(400);
    expect([opened, settled, cancelled]).toEqual([[], [], 0]);
    expect(used).toEqual([PRINCIPAL.keyId]);
  });

  it('is not counted when its token cannot be read', async () => {
    const read = () => Promise.reject(new ApiError('service_unavailable'));
    proxy = proxyAt(mock.origin, { calls: recording(), secrets: { read, reread: read } });
    expect((await send('/v1/chat/completions')).status).toBe(503);
    expect(opened).toEqual([]);
  });

  it('is refused with 503 when it cannot be written down, and its permit is given back', async () => {
    const open = () => Promise.reject(new ApiError('service_unavailable'));
    const calls = { ...recording(), open };
    proxy = proxyAt(mock.origin, { ...proxy.ports, calls });
    const restrictions = { ...NO_RESTRICTIONS, rateLimitRpm: 5 };
    proxy.principal = { ...PRINCIPAL, restrictions };
    const answer = await send('/v1/chat/completions');
    expect([answer.status, errorOf(answer)['code']]).toEqual([503, 'service_unavailable']);
    expect(mock.requests).toEqual([]);
    await vi.waitFor(() => expect(cancelled).toBe(1));
    await vi.waitFor(() => expect(heldBy(permits, proxy.principal.lineage)).toBe(0));
  });
});

describe('counting', () => {
  it('never disturbs an answer', async () => {
    const down = () => Promise.reject(new Error('down'));
    const noteUse = async () => {};
    proxy = proxyAt(mock.origin, { calls: { ...recording(), settle: down }, noteUse });
    expect((await send('/v1/chat/completions')).status).toBe(200);
    expect((await send('/v1/chat/completions', { stream: true })).text).toContain('[DONE]');
    await vi.waitFor(() => expect(proxy.lines.join()).toContain('usage_not_stored'));
  });

  it('notes the use of a key on every route', async () => {
    await proxy.call({ method: 'GET', resource: '/v1/key' });
    await proxy.call({ method: 'GET', resource: '/v1/models' });
    expect(used).toEqual([PRINCIPAL.keyId, PRINCIPAL.keyId]);
  });
});
