// Real SDKs against the proxy: they work as before, and raise their own errors for ours.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createServe } from '../../../functions/proxy/serve.ts';
import { createTransport } from '../../../shared/providers/transport/transport.ts';
import { type Front, startFront } from '../../support/gateway-front.ts';
import { type MockProvider, startMockProvider } from '../../support/mock-provider.ts';
import {
  chatFrame,
  cutSse,
  endlessSse,
  hangUp,
  json,
  stalledSse,
} from '../../support/provider-scripts.ts';
import { HASTY, type ProxyUnderTest, projectAt, proxyAt } from '../../support/proxy.ts';
import { TEXT } from '../../support/well-behaved-provider.ts';

let mock: MockProvider;
let proxy: ProxyUnderTest;
let front: Front;
let openai: OpenAI;
let anthropic: Anthropic;
beforeAll(async () => {
  mock = await startMockProvider();
  proxy = proxyAt(mock.origin, { send: createTransport({ ...HASTY, firstByteMs: 20_000 }) });
  front = await startFront(createServe(proxy.ports), () => proxy.principal);
  openai = new OpenAI({ baseURL: `${front.url}/v1`, apiKey: 'clai_x', maxRetries: 0 });
  anthropic = new Anthropic({ baseURL: front.url, apiKey: 'clai_x', maxRetries: 0 });
});
beforeEach(() => {
  mock.reset();
  proxy.project = projectAt(mock.origin);
});
afterAll(() => Promise.all([front.close(), mock.close()]));

const MESSAGES = [{ role: 'user' as const, content: 'Hi' }];
const CHAT = { model: 'gpt-4o', messages: MESSAGES };
const errorOf = async (run: () => unknown): Promise<Error & Record<string, unknown>> => {
  try {
    await run();
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('it did not fail');
};
const drain = async (stream: AsyncIterable<unknown>): Promise<number> => {
  let events = 0;
  for await (const _ of stream) events++;
  return events;
};

describe('openai', () => {
  it('chats, buffered and streamed', async () => {
    const answer = await openai.chat.completions.create(CHAT);
    expect(answer.choices[0]?.message.content).toBe(TEXT);
    expect(answer._request_id).toMatch(/^req-\d+$/);
    let text = '';
    for await (const chunk of await openai.chat.completions.create({ ...CHAT, stream: true }))
      text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(TEXT);
  });

  it('calls tools', async () => {
    const tool = { type: 'function' as const, function: { name: 'get_weather' } };
    const answer = await openai.chat.completions.create({ ...CHAT, tools: [tool] });
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
  });

  it('chats with Claude', async () => {
    const answer = await openai.chat.completions.create({ ...CHAT, model: 'claude-mock' });
    expect(answer.choices[0]?.message.content).toBe(TEXT);
  });

  it('responds, buffered and streamed', async () => {
    const body = { model: 'gpt-4o', input: 'Hi' };
    expect((await openai.responses.create(body)).output_text).toBe(TEXT);
    let text = '';
    for await (const event of await openai.responses.create({ ...body, stream: true }))
      if (event.type === 'response.output_text.delta') text += event.delta;
    expect(text).toBe(TEXT);
  });

  it('embeds', async () => {
    const body = { model: 'text-embedding-3-small', input: ['a', 'b'] };
    const { data } = await openai.embeddings.create(body);
    expect(data.map(({ embedding }) => embedding)).toEqual(Array(2).fill([0.25, -0.5, 1]));
  });

  it('lists models and gets one', async () => {
    const ids = (await openai.models.list()).data.map(({ id }) => id);
    expect(ids).toEqual(['claude-mock', 'gpt-mock', 'text-embedding-mock']);
    expect((await openai.models.retrieve('gpt-mock')).owned_by).toBe('openai');
  });

  it('raises PermissionDeniedError for a project that is gone', async () => {
    proxy.project = null;
    const error = await errorOf(() => openai.chat.completions.create(CHAT));
    expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
    expect(error).toMatchObject({ code: 'project_inactive', requestID: expect.any(String) });
  });

  it.each([
    [OpenAI.BadRequestError, 'bad', json(400, { error: { code: 'bad' } })],
    [OpenAI.RateLimitError, 'slow', json(429, { error: { code: 'slow' } })],
    [OpenAI.InternalServerError, 'upstream_error', hangUp],
  ])('raises %o', async (type, code, script) => {
    mock.fallback = script;
    const error = await errorOf(() => openai.chat.completions.create(CHAT));
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ code, requestID: expect.stringMatching(/^req-/) });
  });

  it('raises UnprocessableEntityError with the field', async () => {
    const error = await errorOf(() => openai.chat.completions.create({ ...CHAT, n: 1000 }));
    expect(error).toMatchObject({ status: 422, code: 'validation_error', param: 'n' });
  });

  it('retries what the provider advises to retry', async () => {
    const retrying = openai.withOptions({ maxRetries: 2 });
    mock.queue.push(json(429, { error: {} }, { 'retry-after-ms': '1' }), hangUp);
    expect((await retrying.chat.completions.create(CHAT)).object).toBe('chat.completion');
    expect(mock.requests).toHaveLength(3);
    mock.fallback = json(429, { error: {} }, { 'x-should-retry': 'false' });
    await errorOf(() => retrying.chat.completions.create(CHAT));
    expect(mock.requests).toHaveLength(4);
  });

  it.each([
    ['is cut', cutSse(chatFrame('a'), 'data: {"ha'), 'upstream_error'],
    ['falls silent', stalledSse(chatFrame('a')), 'upstream_timeout'],
  ])('raises APIError with the code when a chat stream %s', async (_what, script, code) => {
    mock.fallback = script;
    const stream = await openai.chat.completions.create({ ...CHAT, stream: true });
    let seen = 0;
    const error = await errorOf(async () => {
      for await (const _ of stream) seen++;
    });
    expect(seen).toBe(1);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code, type: 'upstream_error' });
  });

  it('raises APIError with the code when a response stream is cut', async () => {
    mock.fallback = cutSse('event: response.created\ndata: {"type":"response.created"}\n\n');
    const stream = await openai.responses.create({ model: 'gpt-4o', input: 'x', stream: true });
    const error = await errorOf(() => drain(stream));
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code: 'upstream_error' });
  });

  it('ends without an error when the provider forgets [DONE]', async () => {
    mock.fallback = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(chatFrame('a'));
    };
    const stream = await openai.chat.completions.create({ ...CHAT, stream: true });
    expect(await drain(stream)).toBe(1);
  });

  it('that goes away mid-stream ends the provider call', async () => {
    mock.fallback = endlessSse(chatFrame('a'));
    const stream = await openai.chat.completions.create({ ...CHAT, stream: true });
    for await (const _ of stream) break;
    expect(await mock.requests[0]?.ended).toBe(false);
  });
});

describe('@anthropic-ai/sdk', () => {
  const body = { model: 'claude-mock', max_tokens: 16, messages: MESSAGES };

  it('sends messages, buffered and streamed', async () => {
    const answer = await anthropic.messages.create(body);
    expect(answer.content).toMatchObject([{ type: 'text', text: TEXT }]);
    expect(answer._request_id).toMatch(/^req-\d+$/);
    expect(await anthropic.messages.stream(body).finalText()).toBe(TEXT);
  });

  it('raises PermissionDeniedError for a project that is gone', async () => {
    proxy.project = null;
    const error = await errorOf(() => anthropic.messages.create(body));
    expect(error).toBeInstanceOf(Anthropic.PermissionDeniedError);
    expect(error).toMatchObject({
      requestID: expect.stringMatching(/^req-/),
      error: { type: 'error', error: { type: 'permission_error', code: 'project_inactive' } },
    });
  });

  it('raises InternalServerError for a provider that hangs up', async () => {
    mock.fallback = hangUp;
    const error = await errorOf(() => anthropic.messages.create(body));
    expect(error).toBeInstanceOf(Anthropic.InternalServerError);
    expect(error).toMatchObject({ status: 502, error: { error: { type: 'api_error' } } });
  });

  it('raises BadRequestError for a model of somebody else', async () => {
    const error = await errorOf(() => anthropic.messages.create({ ...body, model: 'gpt-4o' }));
    expect(error).toMatchObject({ status: 400, error: { error: { code: 'wrong_endpoint' } } });
  });

  it('raises APIError when a stream is cut', async () => {
    mock.fallback = cutSse('event: message_start\ndata: {"type":"message_start"}\n\nevent: cont');
    const stream = await anthropic.messages.create({ ...body, stream: true });
    const error = await errorOf(() => drain(stream));
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({
      error: { error: { type: 'api_error', code: 'upstream_error' } },
    });
  });

  it('that goes away mid-stream ends the provider call', async () => {
    mock.fallback = endlessSse('event: ping\ndata: {"type":"x"}\n\n');
    const stream = await anthropic.messages.create({ ...body, stream: true });
    stream.controller.abort();
    expect(await mock.requests[0]?.ended).toBe(false);
  });
});
