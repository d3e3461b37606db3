// Calls that do not end well: each counted once, by what is known of it.
import { PassThrough, Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { afterwardsOf } from '../../../../functions/gateway/afterwards-of.ts';
import { createServe } from '../../../../functions/proxy/serve.ts';
import { createTransport } from '../../../../shared/providers/transport/transport.ts';
import { gatewayEvent } from '../../../support/gateway-event.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
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
} from '../../../support/provider-scripts.ts';
import {
  chatBody,
  HASTY,
  PRINCIPAL,
  projectAt,
  scopeOf,
  tokenRecord,
} from '../../../support/proxy.ts';
import { type UsageProxy, usageProxyAt } from '../../../support/usage-proxy.ts';

const mock = await mockForFile();
let proxy: UsageProxy;

beforeEach(() => {
  proxy = usageProxyAt(mock.origin);
});

const HTML = { 'content-type': 'text/html' };

describe('a call that does not end well', () => {
  it.each([
    ['429', 429, {}],
    ['503', 503, {}],
    ['404, under no model', 404, { model: 'unknown' }],
    ['400, under no model', 400, { model: 'unknown' }],
  ])('is counted without tokens when the provider answers %s', async (_what, status, more) => {
    mock.fallback = json(status, { error: { message: 'no' } });
    expect((await proxy.send('/v1/chat/completions')).status).toBe(status);
    const tokens = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0, reasoning: 0 };
    expect(proxy.settled).toEqual([{ outcome: 'failed', estimated: false, tokens, ...more }]);
  });

  it.each([
    ['refuses our token', json(401, { error: {} }), 0, false],
    ['redirects', raw(302, { location: 'https://evil.example' }, ''), 0, false],
    ['answers 500 in HTML', raw(500, HTML, '<p>'), 0, false],
    ['answers 200 in HTML', raw(200, HTML, '<p>'), 2, true],
    ['hangs up', hangUp, 2, true],
    ['breaks off', cutJson('{"choices":['), 2, true],
  ])('is counted when the provider %s', async (_what, script, input, estimated) => {
    mock.fallback = script;
    expect((await proxy.send('/v1/chat/completions')).status).toBeGreaterThanOrEqual(502);
    expect(proxy.settled).toMatchObject([{ outcome: 'failed', tokens: { input }, estimated }]);
  });

  it('is counted when the provider never answers', async () => {
    mock.fallback = silence;
    proxy = usageProxyAt(mock.origin, { send: createTransport(HASTY) });
    expect((await proxy.send('/v1/chat/completions')).status).toBe(504);
    expect(proxy.settled).toMatchObject([
      { outcome: 'failed', tokens: { input: 2 }, estimated: true },
    ]);
  });

  it('is counted without tokens when nobody was reached', async () => {
    proxy = usageProxyAt('http://127.0.0.1:9');
    const openai = tokenRecord('openai', 'http://127.0.0.1:9/v1');
    proxy.project = projectAt(mock.origin, scopeOf(openai));
    expect((await proxy.send('/v1/chat/completions')).status).toBe(502);
    expect(proxy.settled).toMatchObject([{ tokens: { input: 0 }, estimated: false }]);
  });

  it('is estimated by what was streamed when the stream breaks', async () => {
    mock.fallback = cutSse(chatFrame('12345678'), chatFrame('9'));
    await proxy.send('/v1/chat/completions', { stream: true });
    expect(proxy.settled).toMatchObject([
      { outcome: 'failed', estimated: true, tokens: { input: 2, output: 3 } },
    ]);
  });

  it("keeps the provider's count of a stream that fails after it", async () => {
    const usage = { prompt_tokens: 40, completion_tokens: 9 };
    mock.fallback = sse([chatFrame('a'), chatFrame('', { choices: [], usage }), 'data: {"cut']);
    await proxy.send('/v1/chat/completions', { stream: true });
    expect(proxy.settled).toMatchObject([
      { outcome: 'failed', estimated: false, tokens: { input: 40, output: 9 } },
    ]);
  });

  it('is estimated by what was streamed when the client leaves', async () => {
    mock.fallback = endlessSse(chatFrame('1234'));
    const event = gatewayEvent(PRINCIPAL, { body: chatBody({ stream: true }) });
    const { body } = await createServe(proxy.ports)(event);
    if (!(body instanceof Readable)) throw new Error('no stream');
    const sink = body.pipe(new PassThrough());
    await new Promise((resolve) => sink.once('data', resolve));
    body.destroy();
    await afterwardsOf(event).done();
    expect(proxy.settled).toMatchObject([{ outcome: 'aborted', estimated: true }]);
    expect(proxy.settled[0]?.tokens.output).toBeGreaterThan(0);
  });

  it('is answered all the same when its result cannot be stored', async () => {
    const settle = () => Promise.reject(new Error('down'));
    proxy = usageProxyAt(mock.origin, { calls: { ...proxy.ports.calls, settle } });
    expect((await proxy.send('/v1/chat/completions')).status).toBe(200);
    const streamed = await proxy.send('/v1/chat/completions', { stream: true });
    expect(streamed.text).toContain('[DONE]');
    expect(proxy.lines.filter((line) => line.includes('usage_not_stored'))).toHaveLength(2);
  });
});
