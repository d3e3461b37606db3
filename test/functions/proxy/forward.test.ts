// Model calls through the proxy: who is asked, with what, and what comes back.
import { beforeEach, describe, expect, it } from 'vitest';
import { mockForFile } from '../../support/mock-for-file.ts';
import { json, raw } from '../../support/provider-scripts.ts';
import {
  chatBody,
  errorOf,
  PROVIDER_TOKEN,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
  scopeOf,
  tokenRecord,
} from '../../support/proxy.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

const body = (model: string, more: object = {}) =>
  JSON.stringify({ model, messages: [], input: 'x', max_tokens: 5, ...more });

describe('the provider', () => {
  it.each([
    ['/v1/chat/completions', 'gpt-4o', '/v1/chat/completions'],
    ['/v1/responses', 'o4-mini', '/v1/responses'],
    ['/v1/embeddings', 'text-embedding-3-small', '/v1/embeddings'],
  ])('of %s with %s is OpenAI, by Bearer', async (resource, model, path) => {
    expect((await proxy.call({ resource, body: body(model) })).status).toBe(200);
    expect(mock.requests).toHaveLength(1);
    const [seen] = mock.requests;
    expect(seen?.url).toBe(path);
    expect(seen?.headers.authorization).toBe(`Bearer ${PROVIDER_TOKEN}`);
    expect(seen?.headers['x-api-key']).toBeUndefined();
  });

  it("of /v1/messages is Anthropic's own endpoint, by x-api-key", async () => {
    await proxy.call({ resource: '/v1/messages', body: body('claude-mock') });
    const [seen] = mock.requests;
    expect(seen?.url).toBe('/v1/messages');
    expect(seen?.headers['x-api-key']).toBe(PROVIDER_TOKEN);
    expect(seen?.headers['anthropic-version']).toBe('2023-06-01');
    expect(seen?.headers.authorization).toBeUndefined();
  });

  it("of a claude chat completion is Anthropic's compatible endpoint, by Bearer", async () => {
    expect((await proxy.call({ body: chatBody({ model: 'claude-mock' }) })).status).toBe(200);
    const [seen] = mock.requests;
    expect(seen?.url).toBe('/v1/chat/completions');
    expect(seen?.headers.authorization).toBe(`Bearer ${PROVIDER_TOKEN}`);
    expect(seen?.headers['x-api-key']).toBeUndefined();
  });

  it("of a mapped prefix is the project's own", async () => {
    proxy.project = projectAt(mock.origin, {
      ...scopeOf(tokenRecord('groq', `${mock.origin}/openai/v1`)),
      modelProviders: { 'llama-': 'groq' },
    });
    await proxy.call({ body: chatBody({ model: 'llama-3' }) });
    expect(mock.requests[0]?.url).toBe('/openai/v1/chat/completions');
  });

  it("is the account's when the project has none, and the account is read only then", async () => {
    let reads = 0;
    proxy = proxyAt(mock.origin, {
      projects: {
        findProject: async () => proxy.project,
        findAccountTokens: async () => {
          reads++;
          return scopeOf(tokenRecord('openai', `${mock.origin}/account/v1`));
        },
      },
    });
    await proxy.call({ body: chatBody() });
    expect(reads).toBe(0);
    proxy.project = projectAt(mock.origin, scopeOf(tokenRecord('anthropic', mock.origin)));
    await proxy.call({ body: chatBody() });
    expect(reads).toBe(1);
    expect(mock.requests.map(({ url }) => url)).toEqual([
      '/v1/chat/completions',
      '/account/v1/chat/completions',
    ]);
  });

  it.each([
    ['/v1/messages', 'gpt-4o', 'wrong_endpoint'],
    ['/v1/messages', 'llama-3', 'wrong_endpoint'],
    ['/v1/responses', 'claude-mock', 'wrong_endpoint'],
    ['/v1/embeddings', 'claude-mock', 'wrong_endpoint'],
    ['/v1/chat/completions', 'llama-3', 'configuration_error'],
    ['/v1/chat/completions', 'GPT-4o', 'configuration_error'],
  ])('of %s with %s is none: %s', async (resource, model, code) => {
    const answer = await proxy.call({ resource, body: body(model) });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code, type: 'invalid_request_error' });
    expect(mock.requests).toHaveLength(0);
  });

  it.each([
    ['gpt-4o', 'No OpenAI provider token configured for this project.'],
    ['claude-mock', 'No Anthropic provider token configured for this project.'],
    ['constructor-1', 'No constructor provider token configured for this project.'],
  ])('of %s without a token is told as: %s', async (model, message) => {
    proxy.project = projectAt(mock.origin, {
      ...scopeOf(),
      modelProviders: { 'constructor-': 'constructor' },
    });
    const answer = await proxy.call({ body: chatBody({ model }) });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'configuration_error', message });
  });

  it('is not asked at an address that the deployer has taken back', async () => {
    proxy = proxyAt(mock.origin, { trustedOrigins: new Set() });
    const answer = await proxy.call({ body: chatBody() });
    expect(errorOf(answer)).toMatchObject({
      code: 'configuration_error',
      message: 'The base URL of the OpenAI provider token is not allowed: it must be an https URL.',
    });
    expect(mock.requests).toHaveLength(0);
  });
});

describe('an answer', () => {
  it('has the bytes of the provider, and our headers', async () => {
    const text = '{ "id" : 1.50,\n "big": 9007199254740993, "s":"\\u0041é😀" }\n';
    mock.fallback = raw(201, { 'content-type': 'application/json; charset=utf-8' }, text);
    const answer = await proxy.call({ body: chatBody(), requestId: 'req-42' });
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(text);
    expect(answer.headers).toEqual({
      'content-type': 'application/json',
      'x-request-id': 'req-42',
      'X-Collie-Duration-Ms': '0',
      'X-Collie-Proxied-At': '1790000000',
      'X-Collie-Api-Version': 'v1',
    });
  });

  it('keeps bytes that are no UTF-8', async () => {
    const bytes = Buffer.from([...Buffer.from('{"a":"'), 0xff, 0xc3, 0x28, ...Buffer.from('"}')]);
    mock.fallback = raw(200, { 'content-type': 'application/json' }, bytes);
    expect((await proxy.call({ body: chatBody() })).bytes).toEqual(bytes);
  });

  it("names the request for Anthropic's clients, too", async () => {
    const answer = await proxy.call({ resource: '/v1/messages', body: body('claude-mock') });
    expect(answer.headers['request-id']).toBe('req-test');
  });

  it('of 200 kB of text keeps every character', async () => {
    const value = { text: '😀é'.repeat(50_000) };
    mock.fallback = json(200, value);
    expect(JSON.parse((await proxy.call({ body: chatBody() })).text)).toEqual(value);
  });

  it.each([
    400, 404, 409, 413, 422, 429, 500, 503, 529,
  ])('with status %i and JSON passes, with its advice to retry', async (status) => {
    const value = { error: { message: 'theirs', type: 't', param: null, code: 'c' } };
    mock.fallback = json(status, value, { 'retry-after': '7', 'x-should-retry': 'false' });
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual(value);
    expect(answer.headers).toMatchObject({ 'retry-after': '7', 'x-should-retry': 'false' });
  });

  it('to a stream that the provider does not stream is its JSON', async () => {
    mock.fallback = json(200, { object: 'chat.completion' });
    const answer = await proxy.call({ body: chatBody({ stream: true }) });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.text)).toEqual({ object: 'chat.completion' });
  });

  it('to a stream is an event stream, without the usage that nobody asked for', async () => {
    const answer = await proxy.call({ body: chatBody({ stream: true }) });
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(answer.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(answer.text).not.toContain('total_tokens');
    expect(JSON.parse(mock.requests[0]?.body ?? '').stream_options).toEqual({
      include_usage: true,
    });
    const asked = await proxy.call({
      body: chatBody({ stream: true, stream_options: { include_usage: true } }),
    });
    expect(asked.text).toContain('total_tokens');
  });
});
