// Other clients against the running system: Anthropic's SDK, Vercel's AI SDK, LangChain.
import { setTimeout as sleep } from 'node:timers/promises';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { ChatOpenAI } from '@langchain/openai';
import { APICallError, generateText, streamText } from 'ai';
import { beforeAll, describe, expect, it } from 'vitest';
import { cutSse, endlessSse, hangUp } from '../support/provider-scripts.ts';
import { TEXT } from '../support/well-behaved-provider.ts';
import { all, errorOf, joined } from './outcome.ts';
import { type Door, PROVIDER_TOKEN, useSystem } from './system.ts';

const system = useSystem();

let door: Door;
let gone: Door;
beforeAll(async () => {
  door = await system.newProject();
  gone = await system.newKey(door.projectId);
  await system.deactivate(gone);
});

const seenPaths = (): string[] => system.mock.requests.map(({ url }) => url);

describe('@anthropic-ai/sdk', () => {
  const body = {
    model: 'claude-mock',
    max_tokens: 16,
    messages: [{ role: 'user' as const, content: 'Ahoy' }],
  };
  /** With Bearer (`authToken`) or x-api-key (`apiKey`); its base URL has no `/v1`. */
  const clientOf = (credential: { apiKey: string } | { authToken: string }): Anthropic =>
    new Anthropic({
      apiKey: null,
      authToken: null,
      ...credential,
      baseURL: system.local.dataUrl,
      maxRetries: 0,
    });

  it.each([
    'apiKey',
    'authToken',
  ])('sends messages with %s, buffered and streamed', async (name) => {
    const anthropic = clientOf({ [name]: door.key } as { apiKey: string });
    const answer = await anthropic.messages.create(body);
    expect(answer.content).toMatchObject([{ type: 'text', text: TEXT }]);
    expect(answer._request_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await anthropic.messages.stream(body).finalText()).toBe(TEXT);
    expect(seenPaths()).toEqual(['/v1/messages', '/v1/messages']);
    for (const { headers } of system.mock.requests) {
      expect(headers).toMatchObject({ 'x-api-key': PROVIDER_TOKEN });
      expect(headers['anthropic-version']).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(headers.authorization).toBeUndefined();
    }
  });

  it('counts tokens before it asks', async () => {
    const { model, messages } = body;
    const counted = await clientOf({ apiKey: door.key }).messages.countTokens({ model, messages });
    expect(counted).toMatchObject({ input_tokens: 5 });
    const error = await errorOf(() =>
      clientOf({ apiKey: gone.key }).messages.countTokens({ model, messages }),
    );
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(error).toMatchObject({ error: { type: 'error' } });
  });

  it('sends a key by itself in x-api-key', async () => {
    const headers = { 'x-api-key': door.key, 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    expect((await system.call('/v1/messages', null, init)).status).toBe(200);
  });

  it.each<[string, () => string, Partial<typeof body>, number, string, string]>([
    ['AuthenticationError', () => gone.key, {}, 401, 'authentication_error', 'deactivated_api_key'],
    ['AuthenticationError', () => 'clai_x', {}, 401, 'authentication_error', 'invalid_api_key'],
    [
      'BadRequestError',
      () => door.key,
      { model: 'gpt-4o' },
      400,
      'invalid_request_error',
      'wrong_endpoint',
    ],
    [
      'UnprocessableEntityError',
      () => door.key,
      { max_tokens: -1 },
      422,
      'invalid_request_error',
      'validation_error',
    ],
  ])('raises %s', async (name, key, changes, status, type, code) => {
    const anthropic = clientOf({ apiKey: key() });
    const error = await errorOf(() => anthropic.messages.create({ ...body, ...changes }));
    expect(error.constructor.name).toBe(name);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({
      status,
      requestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      error: { type: 'error', error: { type, code } },
    });
  });

  it('raises PermissionDeniedError and InternalServerError', async () => {
    const { key } = await system.newKey(door.projectId, { restrictions: { models: ['gpt-*'] } });
    const denied = await errorOf(() => clientOf({ apiKey: key }).messages.create(body));
    expect(denied).toBeInstanceOf(Anthropic.PermissionDeniedError);
    system.mock.fallback = hangUp;
    const failed = await errorOf(() => clientOf({ apiKey: door.key }).messages.create(body));
    expect(failed).toBeInstanceOf(Anthropic.InternalServerError);
    expect(failed).toMatchObject({ status: 502, error: { error: { code: 'upstream_error' } } });
  });

  it('raises APIError when a stream breaks, and as on Lambda nobody hears of its leaving', async () => {
    const anthropic = clientOf({ apiKey: door.key });
    system.mock.queue.push(cutSse('event: ping\ndata: {"type":"ping"}\n\n', 'event: conte'));
    const broken = await anthropic.messages.create({ ...body, stream: true });
    const error = await errorOf(() => all(broken));
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ error: { error: { code: 'upstream_error' } } });

    system.mock.fallback = endlessSse('event: ping\ndata: {"type":"ping"}\n\n');
    const endless = await anthropic.messages.create({ ...body, stream: true });
    endless.controller.abort();
    const ended = system.mock.requests[1]?.ended;
    expect(await Promise.race([ended, sleep(500, 'still on')])).toBe('still on');
  });
});

describe('ai and @ai-sdk/openai', () => {
  const providerOf = (apiKey: string) =>
    createOpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey });

  it('its chat model answers and streams', async () => {
    const model = providerOf(door.key).chat('gpt-4o');
    expect((await generateText({ model, prompt: 'Ahoy', maxRetries: 0 })).text).toBe(TEXT);
    const { textStream } = streamText({ model, prompt: 'Ahoy', maxRetries: 0 });
    expect(await joined(textStream, (piece) => piece)).toBe(TEXT);
    expect(seenPaths()).toEqual(['/v1/chat/completions', '/v1/chat/completions']);
  });

  it('its default model, which is the responses one, answers and streams', async () => {
    const model = providerOf(door.key)('gpt-4o');
    expect((await generateText({ model, prompt: 'Ahoy', maxRetries: 0 })).text).toBe(TEXT);
    const { textStream } = streamText({ model, prompt: 'Ahoy', maxRetries: 0 });
    expect(await joined(textStream, (piece) => piece)).toBe(TEXT);
    expect(seenPaths()).toEqual(['/v1/responses', '/v1/responses']);
  });

  it('raises its APICallError with our words for a deactivated key', async () => {
    const model = providerOf(gone.key)('gpt-4o');
    const error = await errorOf(() => generateText({ model, prompt: 'Ahoy', maxRetries: 0 }));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      statusCode: 401,
      isRetryable: false,
      message: 'This API key has been deactivated.',
    });
  });
});

describe('@langchain/openai', () => {
  const clientOf = (apiKey: string): ChatOpenAI =>
    new ChatOpenAI({
      model: 'gpt-4o',
      apiKey,
      maxRetries: 0,
      configuration: { baseURL: `${system.local.dataUrl}/v1` },
    });

  it('invokes and streams', async () => {
    const chat = clientOf(door.key);
    expect((await chat.invoke('Ahoy')).content).toBe(TEXT);
    expect(await joined(await chat.stream('Ahoy'), ({ text }) => text)).toBe(TEXT);
  });

  it('raises an authentication error with the code for a deactivated key', async () => {
    const error = await errorOf(() => clientOf(gone.key).invoke('Ahoy'));
    expect(error).toMatchObject({ status: 401, code: 'deactivated_api_key' });
  });
});
