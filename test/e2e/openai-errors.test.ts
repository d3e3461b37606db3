// OpenAI's SDK against the running system: it raises its own errors for ours, retries what may pass, and can leave.
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  chatFrame,
  cutSse,
  endlessSse,
  hangUp,
  json,
  silence,
} from '../support/provider-scripts.ts';
import { errorOf } from './outcome.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem({ variables: { UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '2500' } });
const CHAT = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Ahoy' }] };

let door: Door;
let openai: OpenAI;
const clientOf = (apiKey: string, options: object = {}): OpenAI =>
  new OpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey, maxRetries: 0, ...options });
beforeAll(async () => {
  door = await system.newProject();
  openai = clientOf(door.key);
});

const chat = (client = openai) => client.chat.completions.create(CHAT);
const streamedChat = () => openai.chat.completions.create({ ...CHAT, stream: true });

type Failing = () => Promise<unknown>;
const AT_REQUEST = { requestID: expect.stringMatching(/^[0-9a-f-]{36}$/) };

describe('what is refused raises', () => {
  it('AuthenticationError for a key that is invalid, deactivated or expired', async () => {
    const expires_at = new Date(Date.now() + 2_000).toISOString();
    const expiring = await system.newKey(door.projectId, { expires_at });
    const gone = await system.newKey(door.projectId);
    await chat(clientOf(gone.key));
    await system.deactivate(gone);
    const codes: [string, string][] = [
      [`${door.key}x`, 'invalid_api_key'],
      [gone.key, 'deactivated_api_key'],
      [expiring.key, 'expired_api_key'],
    ];
    await expect
      .poll(() => errorOf(() => chat(clientOf(expiring.key))), { timeout: 5_000, interval: 200 })
      .toBeInstanceOf(OpenAI.AuthenticationError);
    for (const [key, code] of codes) {
      const error = await errorOf(() => chat(clientOf(key)));
      expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
      expect(error).toMatchObject({ status: 401, code, type: 'authentication_error' });
      expect(error).toMatchObject(AT_REQUEST);
    }
  });

  it('PermissionDeniedError for a model outside the list, in whatever spelling', async () => {
    const { key } = await system.newKey(door.projectId, { restrictions: { models: ['gpt-4o'] } });
    const client = clientOf(key);
    await chat(client);
    for (const model of ['gpt-4o-mini', 'GPT-4o', ' gpt-4o', 'gpt-4o ']) {
      const error = await errorOf(() => client.chat.completions.create({ ...CHAT, model }));
      expect(error).toBeInstanceOf(OpenAI.PermissionDeniedError);
      expect(error).toMatchObject({ code: 'model_not_allowed', ...AT_REQUEST });
    }
  });

  it("PermissionDeniedError from the next request on for a model outside the project's list", async () => {
    const project = await system.newProject();
    const client = clientOf(project.key);
    const path = `/projects/${project.projectId}`;
    await chat(client);
    await system.admin('PATCH', path, { allowed_models: ['claude-*'] });
    const error = await errorOf(() => client.chat.completions.create(CHAT));
    expect(error).toMatchObject({ code: 'model_not_allowed', ...AT_REQUEST });
    await system.admin('PATCH', path, { allowed_models: null });
    await chat(client);
  });

  const cases: [string, new (...args: never[]) => Error, object, Failing][] = [
    [
      'BadRequestError for a model that nobody serves',
      OpenAI.BadRequestError,
      { status: 400, code: 'configuration_error' },
      () => openai.chat.completions.create({ ...CHAT, model: 'unheard-of' }),
    ],
    [
      'NotFoundError for a model that is not offered',
      OpenAI.NotFoundError,
      { status: 404, code: 'not_found' },
      () => openai.models.retrieve('gpt-unheard-of'),
    ],
    [
      'NotFoundError for an endpoint that is not served',
      OpenAI.NotFoundError,
      { status: 404, code: 'not_found' },
      () => openai.files.list(),
    ],
    [
      'UnprocessableEntityError naming the field',
      OpenAI.UnprocessableEntityError,
      { status: 422, code: 'validation_error', param: 'n' },
      () => openai.chat.completions.create({ ...CHAT, n: 1000 }),
    ],
  ];
  it.each(cases)('%s', async (_what, type, expected, failing) => {
    const error = await errorOf(failing);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ ...expected, ...AT_REQUEST });
  });

  it("RateLimitError and BadRequestError in the provider's own words", async () => {
    system.mock.queue.push(json(429, { error: { code: 'slow_down', message: 'Slow down.' } }));
    expect(await errorOf(chat)).toBeInstanceOf(OpenAI.RateLimitError);
    system.mock.queue.push(json(400, { error: { code: 'too_long', message: 'Too long.' } }));
    expect(await errorOf(chat)).toMatchObject({ status: 400, code: 'too_long' });
  });

  it.each([
    401, 403,
  ])("InternalServerError, never %d, for a provider token that isn't good", async (status) => {
    system.mock.fallback = json(status, { error: { code: 'invalid_api_key', message: 'No.' } });
    const error = await errorOf(chat);
    expect(error).toBeInstanceOf(OpenAI.InternalServerError);
    expect(error).toMatchObject({ status: 502, code: 'upstream_error', ...AT_REQUEST });
  });

  it('InternalServerError for a provider that hangs up or says nothing, and a store that is down', async () => {
    system.mock.fallback = hangUp;
    expect(await errorOf(chat)).toMatchObject({ status: 502, code: 'upstream_error' });
    system.mock.fallback = silence;
    const late = await errorOf(chat);
    expect(late).toBeInstanceOf(OpenAI.InternalServerError);
    expect(late).toMatchObject({ status: 504, code: 'upstream_timeout' });
    system.local.setFault(() => ({ kind: 'reset' }));
    const down = await errorOf(chat);
    expect(down).toBeInstanceOf(OpenAI.InternalServerError);
    expect(down).toMatchObject({ status: 503, code: 'service_unavailable', ...AT_REQUEST });
  });
});

describe('retries', () => {
  let attempts: number;
  let onAttempt: (attempt: number) => void;
  let patient: OpenAI;
  beforeEach(() => {
    attempts = 0;
    onAttempt = () => {};
    patient = clientOf(door.key, {
      maxRetries: 2,
      fetch: (url: string, init: RequestInit) => {
        onAttempt(++attempts);
        return fetch(url, init);
      },
    });
  });

  it('twice while our store is down, and succeeds when it is back', async () => {
    system.local.setFault(() => ({ kind: 'reset' }));
    onAttempt = (attempt) => attempt === 3 && system.local.setFault(null);
    expect((await chat(patient)).object).toBe('chat.completion');
    expect([attempts, system.mock.requests.length]).toEqual([3, 1]);
  });

  it('twice while the provider fails or is overloaded, each time with one call of it', async () => {
    const soon = { 'retry-after-ms': '1' };
    for (const status of [500, 429])
      system.mock.queue.push(json(status, { error: { message: 'Not now.' } }, soon));
    expect((await chat(patient)).object).toBe('chat.completion');
    expect([attempts, system.mock.requests.length]).toEqual([3, 3]);
  });

  it('not at all for a key that is refused, nor against the advice of the provider', async () => {
    await errorOf(() => chat(patient.withOptions({ apiKey: 'clai_none' })));
    expect(attempts).toBe(1);
    system.mock.fallback = json(429, { error: {} }, { 'x-should-retry': 'false' });
    await errorOf(() => chat(patient));
    expect(attempts).toBe(2);
  });
});

describe('a stream', () => {
  it('that breaks in the middle raises APIError with our code', async () => {
    system.mock.fallback = cutSse(chatFrame('a'), chatFrame('b'), 'data: {"ha');
    let seen = '';
    const error = await errorOf(async () => {
      for await (const chunk of await streamedChat()) seen += chunk.choices[0]?.delta.content;
    });
    expect(seen).toBe('ab');
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ code: 'upstream_error', type: 'upstream_error' });
  });

  it('that the client leaves goes on, because as on Lambda nobody tells the function', async () => {
    system.mock.fallback = endlessSse(chatFrame('a'));
    for await (const _ of await streamedChat()) break;
    const ended = system.mock.requests[0]?.ended;
    expect(await Promise.race([ended, sleep(500, 'still on')])).toBe('still on');
  });
});
