// Hostile and broken providers, by name: the caller gets the envelope, the token stays here.
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderToken } from '../../../shared/providers/provider-token.ts';
import type { Resolve } from '../../../shared/providers/transport/checked-lookup.ts';
import { createTransport } from '../../../shared/providers/transport/transport.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import {
  chatFrame,
  cutJson,
  endlessSse,
  garbage,
  hangUp,
  json,
  raw,
  silence,
  sse,
} from '../../support/provider-scripts.ts';
import {
  chatBody,
  errorOf,
  HASTY,
  PROVIDER_TOKEN,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
  scopeOf,
  tokenRecord,
} from '../../support/proxy.ts';
import type { Script } from '../../support/script.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

const CUT_GZIP = gzipSync('{"id":"x"}'.repeat(50)).subarray(0, 30);
/** Valid JSON of that many bytes, so that nothing but its size can be wrong. */
const largeJson = (bytes: number) => Buffer.concat([Buffer.from('{}'), Buffer.alloc(bytes, 0x20)]);
/** Members of 20 MB one after another: one encoding by RFC 1952, and nobody here has to hold it decoded. */
const BOMB = Buffer.concat([
  gzipSync('{}'),
  ...Array.from({ length: 15 }).fill(gzipSync(Buffer.alloc(20_000_000, 0x20))),
] as Buffer[]);

const answerTo = (script: Script, body = chatBody()) => {
  mock.fallback = script;
  return proxy.call({ body });
};

describe('502 upstream_error', () => {
  it.each<[string, Script]>([
    ['a redirect', raw(302, { location: 'https://evil.example/' }, '')],
    ['a redirect with JSON', json(307, {}, { location: '/other' })],
    ['a permanent redirect', raw(308, { ...JSON_TYPE, location: '/other' }, '{}')],
    ['not modified', raw(304, {}, '')],
    ['no content', raw(204, {}, '')],
    ['HTML', raw(200, { 'content-type': 'text/html' }, '<html>')],
    ['an error page', raw(503, { 'content-type': 'text/html' }, '<html>overloaded</html>')],
    ['an error that only claims to be JSON', raw(500, JSON_TYPE, '<html>')],
    ['no type', raw(200, {}, '{}')],
    ['an encoding that it is not', raw(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, '{}')],
    ['an encoding that nobody knows', raw(200, { ...JSON_TYPE, 'content-encoding': 'lzw' }, '{}')],
    ['two encodings', raw(200, { ...JSON_TYPE, 'content-encoding': 'gzip, br' }, '{}')],
    ['a cut encoding', raw(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, CUT_GZIP)],
    ['300 MB out of 300 kB', raw(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }, BOMB)],
    ['text', raw(200, { 'content-type': 'text/plain' }, 'Hello')],
    ['HTML that calls itself JSON', raw(200, JSON_TYPE, '<html>')],
    ['bytes that call themselves JSON', raw(200, JSON_TYPE, Buffer.from([0, 1, 2, 255]))],
    ['nothing', raw(200, JSON_TYPE, '')],
    ['JSON that ends early', raw(200, JSON_TYPE, '{"id":"x","choices":[{"index":0')],
    ['large JSON that ends early', raw(200, JSON_TYPE, `{"data":["${'x'.repeat(2_000_000)}"]`)],
    ['407 with JSON', json(407, { error: { message: 'no' } })],
    ['a proxy that wants credentials', raw(407, { 'content-type': 'text/plain' }, 'no')],
    ['half an answer', cutJson('{"half":')],
    ['a hang-up', hangUp],
    ['no HTTP', garbage('hello\r\n\r\n')],
    ['401', json(401, { error: { message: `Incorrect API key: ${PROVIDER_TOKEN}` } })],
    ['403', json(403, { error: { message: 'forbidden' } })],
    ['an answer of 41 MB', raw(200, JSON_TYPE, largeJson(41 * 1024 * 1024))],
    ['an error of 2 MB', raw(500, JSON_TYPE, largeJson(2 * 1024 * 1024))],
  ])('is what %s is', async (_what, script) => {
    const answer = await answerTo(script);
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ type: 'upstream_error', code: 'upstream_error' });
    expect(answer.text).not.toContain(PROVIDER_TOKEN);
    expect(answer.headers).not.toHaveProperty('location');
  });

  it("comes in Anthropic's envelope on /v1/messages", async () => {
    mock.fallback = hangUp;
    const body = chatBody({ model: 'claude-mock' });
    const answer = await proxy.call({ resource: '/v1/messages', body });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.text)).toMatchObject({
      type: 'error',
      error: { type: 'api_error', code: 'upstream_error' },
      request_id: 'req-test',
    });
  });

  it('is what a public name that resolves to a private address is', async () => {
    const resolve = ((_host: string, _options: object, done: (...args: unknown[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as unknown as Resolve;
    proxy = proxyAt(mock.origin, { send: createTransport(HASTY, resolve) });
    const base = `https://rebind.example.com:${new URL(mock.origin).port}/v1`;
    proxy.project = projectAt(mock.origin, scopeOf(tokenRecord('openai', base)));
    const before = mock.connections();
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(502);
    expect(mock.connections()).toBe(before);
  });
});

it('a provider that does not answer is 504', async () => {
  proxy = proxyAt(mock.origin, { send: createTransport(HASTY) });
  const answer = await answerTo(silence);
  expect(answer.status).toBe(504);
  expect(errorOf(answer)).toMatchObject({ type: 'upstream_error', code: 'upstream_timeout' });
});

it('Set-Cookie, CORS and odd headers are dropped', async () => {
  const { headers } = await answerTo(
    json(
      200,
      {},
      {
        'set-cookie': ['a=1', 'b=2'],
        'access-control-allow-origin': '*',
        'x-request-id': 'theirs',
        'x-collie-api-version': 'v9',
        'openai-organization': 'org-ours',
        'x-ratelimit-remaining': '7',
        link: '</evil>; rel=preload',
      },
    ),
  );
  expect(
    Object.keys(headers)
      .map((name) => name.toLowerCase())
      .toSorted(),
  ).toEqual([
    'content-type',
    'x-collie-api-version',
    'x-collie-duration-ms',
    'x-collie-proxied-at',
    'x-request-id',
    'x-upstream-request-id',
  ]);
  expect(headers['x-upstream-request-id']).toBe('theirs');
  expect(headers['x-request-id']).toBe('req-test');
  expect(headers['X-Collie-Api-Version']).toBe('v1');
});

describe('our token in what the provider says', () => {
  const escaped = JSON.stringify(PROVIDER_TOKEN).replaceAll('/', '\\/');

  it.each<[string, Script]>([
    ['an error', json(400, { error: { message: `key ${PROVIDER_TOKEN} is odd` } })],
    ['an escaped error', raw(429, JSON_TYPE, `{"error":{"message":${escaped}}}`)],
    ['an answer', json(200, { echo: PROVIDER_TOKEN })],
    ['a header', json(429, {}, { 'retry-after': PROVIDER_TOKEN })],
    ['a stream', sse([`data: {"error":"${PROVIDER_TOKEN}"}\n\n`])],
  ])('is taken out of %s', async (_what, script) => {
    const answer = await answerTo(script, chatBody({ stream: true }));
    const seen = answer.text.replaceAll('\\/', '/') + JSON.stringify(answer.headers);
    expect(seen).not.toContain(PROVIDER_TOKEN);
    expect(proxy.lines.join('\n')).not.toContain(PROVIDER_TOKEN);
  });
});

describe('a refused token', () => {
  const reading = (again: () => string) => {
    let rereads = 0;
    proxy = proxyAt(mock.origin, {
      secrets: {
        read: async () => new ProviderToken(PROVIDER_TOKEN),
        reread: async () => {
          rereads++;
          return new ProviderToken(again());
        },
      },
    });
    return () => rereads;
  };

  it('is read again once, and its new value is tried', async () => {
    const rereads = reading(() => 'sk-new-token-0123456789');
    mock.queue.push(json(401, {}));
    expect((await proxy.call({ body: chatBody() })).status).toBe(200);
    expect(rereads()).toBe(1);
    expect(mock.requests.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${PROVIDER_TOKEN}`,
      'Bearer sk-new-token-0123456789',
    ]);
  });

  it('is not tried again when it is still the same', async () => {
    reading(() => PROVIDER_TOKEN);
    mock.fallback = json(401, {});
    expect((await proxy.call({ body: chatBody() })).status).toBe(502);
    expect(mock.requests).toHaveLength(1);
  });

  it('is 502, never 401, when the new one is refused, too', async () => {
    const rereads = reading(() => 'sk-new-token-0123456789');
    mock.fallback = json(403, {});
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(502);
    expect(errorOf(answer)['message']).toBe(
      'The provider refused the token that is configured for it.',
    );
    expect(mock.requests).toHaveLength(2);
    expect(rereads()).toBe(1);
  });
});

describe('a stream', () => {
  const streamed = (script: Script) => answerTo(script, chatBody({ stream: true }));

  it('that never ends a line is cut at the cap of one frame', async () => {
    const answer = await streamed(endlessSse(`data: ${'x'.repeat(1024 * 1024)}`));
    expect(answer.text).toMatch(/^data: \{"error":\{.*"code":"upstream_error"\}\}\n\n/);
    expect(await mock.requests[0]?.ended).toBe(false);
  });

  it('of 200 MB is cut at the cap of a stream', async () => {
    const answer = await streamed(endlessSse(chatFrame('x'.repeat(1024 * 1024))));
    expect(answer.text.length).toBeLessThan(70 * 1024 * 1024);
    expect(answer.text.slice(-400)).toContain('"code":"upstream_error"');
    expect(await mock.requests[0]?.ended).toBe(false);
  });

  it('without [DONE] gets one', async () => {
    const answer = await streamed(sse([chatFrame('a')]));
    expect(answer.text).toBe(`${chatFrame('a')}data: [DONE]\n\n`);
  });

  it('whose content has "\\n\\ndata:" stays as it was escaped', async () => {
    const frame = chatFrame('a\n\ndata: [DONE]\n\ndata: {"evil":1}');
    const answer = await streamed(sse([frame.slice(0, 60), frame.slice(60), 'data: [DONE]\n\n']));
    expect(answer.text).toBe(`${frame}data: [DONE]\n\n`);
  });
});
