// Rate limits through the proxy: which calls count, what every answer tells, and what real SDKs make of it.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServe } from '../../../functions/proxy/serve.ts';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import type { Project } from '../../../shared/projects/project.ts';
import { startFront } from '../../support/gateway-front.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import {
  heldBy,
  type PermitStoreModel,
  permitStoreModel,
} from '../../support/permit-store-model.ts';
import { hangUp, json } from '../../support/provider-scripts.ts';
import {
  type Answer,
  chatBody,
  errorOf,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
  scopeOf,
} from '../../support/proxy.ts';

/** 12 s before the end of a minute. */
const START_MS = Date.UTC(2026, 10, 22, 10, 0, 48);
const RESET = String(Date.UTC(2026, 10, 22, 10, 1) / 1000);

const mock = await mockForFile();
let proxy: ProxyUnderTest;
let store: PermitStoreModel;
let nowMs: number;

beforeEach(() => {
  nowMs = START_MS;
  store = permitStoreModel();
  const clock = () => nowMs;
  proxy = proxyAt(mock.origin, { clock, rateLimiter: createRateLimiter({ store, clock }) });
});

const limitProject = (changes: Partial<Project>): void => {
  proxy.project = projectAt(mock.origin, changes);
};
const limitKey = (rateLimitRpm: number): void => {
  proxy.principal = {
    ...proxy.principal,
    restrictions: { ...NO_RESTRICTIONS, rateLimitRpm },
  };
};
const told = ({ headers }: Answer) => ({
  limit: headers['x-ratelimit-limit'],
  remaining: headers['x-ratelimit-remaining'],
  reset: headers['x-ratelimit-reset'],
});
const counted = (): number => heldBy(store, proxy.principal.projectId);

describe('a call without a limit', () => {
  it('touches no counter and tells none', async () => {
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(200);
    expect(told(answer)).toEqual({});
    expect(Object.values(store.calls)).toEqual([0, 0, 0, 0]);
  });
});

describe('a limited call', () => {
  it.each([
    ['/v1/chat/completions', chatBody()],
    ['/v1/chat/completions', chatBody({ stream: true })],
    ['/v1/responses', JSON.stringify({ model: 'gpt-4o', input: 'x' })],
    ['/v1/embeddings', JSON.stringify({ model: 'text-embedding-3-small', input: 'x' })],
    ['/v1/messages', JSON.stringify({ model: 'claude-mock', messages: [], max_tokens: 5 })],
  ])('of %s counts once, and tells: %s', async (resource, body) => {
    limitProject({ rateLimitRpm: 60 });
    const answer = await proxy.call({ resource, body });
    expect(answer.status).toBe(200);
    expect(told(answer)).toEqual({ limit: '60', remaining: '59', reset: RESET });
    expect(counted()).toBe(1);
  });

  it('counts over all endpoints together', async () => {
    limitProject({ rateLimitRpm: 2 });
    await proxy.call({ body: chatBody() });
    await proxy.call({ resource: '/v1/responses', body: chatBody({ input: 'x' }) });
    const third = await proxy.call({ resource: '/v1/embeddings', body: chatBody({ input: 'x' }) });
    expect(third.status).toBe(429);
    expect(mock.requests).toHaveLength(2);
  });

  it('over the limit is 429 with when to come back, and does not reach the provider', async () => {
    limitKey(1);
    await proxy.call({ body: chatBody() });
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(429);
    expect(errorOf(answer)).toEqual({
      message: 'Rate limit exceeded. Max 1 requests per minute. Try again in 12s.',
      type: 'rate_limit_exceeded',
      param: null,
      code: 'rate_limit_exceeded',
    });
    expect(answer.headers).toMatchObject({ 'retry-after': '12' });
    expect(answer.headers).not.toHaveProperty('x-should-retry');
    expect(told(answer)).toEqual({ limit: '1', remaining: '0', reset: RESET });
    expect(mock.requests).toHaveLength(1);
  });

  it.each([
    ['answers with an error', json(400, { error: { code: 'bad' } }), 400],
    ['hangs up', hangUp, 502],
  ])('counts, and tells the limit, when the provider %s', async (_what, script, status) => {
    limitProject({ rateLimitRpm: 60 });
    mock.fallback = script;
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(status);
    expect(told(answer)).toEqual({ limit: '60', remaining: '59', reset: RESET });
    expect(counted()).toBe(1);
  });

  it.each<[string, () => Promise<Answer>, string]>([
    ['no JSON', () => proxy.call({ body: '{' }), 'invalid_json'],
    ['a wrong field', () => proxy.call({ body: chatBody({ n: 1000 }) }), 'validation_error'],
    [
      'a model of another endpoint',
      () => proxy.call({ resource: '/v1/messages', body: chatBody({ max_tokens: 5 }) }),
      'wrong_endpoint',
    ],
    [
      'no token for the provider',
      () => {
        limitProject({ rateLimitRpm: 60, ...scopeOf() });
        return proxy.call({ body: chatBody() });
      },
      'configuration_error',
    ],
  ])('with %s does not count', async (_what, call, code) => {
    limitProject({ rateLimitRpm: 60 });
    const answer = await call();
    expect(errorOf(answer)).toMatchObject({ code });
    expect(told(answer)).toMatchObject({ limit: '60', reset: RESET });
    expect(store.calls.take).toBe(0);
  });

  it('that is not admitted does not count', async () => {
    limitProject({ rateLimitRpm: 60, isActive: false });
    expect((await proxy.call({ body: chatBody() })).status).toBe(403);
    expect(store.calls.take).toBe(0);
  });

  it('whose provider token cannot be read does not count', async () => {
    const down = async () => Promise.reject(new ApiError('service_unavailable'));
    proxy = proxyAt(mock.origin, {
      rateLimiter: createRateLimiter({ store, clock: () => nowMs }),
      secrets: { read: down, reread: down },
    });
    limitProject({ rateLimitRpm: 60 });
    expect((await proxy.call({ body: chatBody() })).status).toBe(503);
    expect(store.calls.take).toBe(0);
  });

  it.each(['/v1/models', '/v1/key'])('is not GET %s', async (resource) => {
    limitProject({ rateLimitRpm: 1 });
    for (let i = 0; i < 3; i++)
      expect((await proxy.call({ method: 'GET', resource })).status).toBe(200);
    expect(store.calls.take).toBe(0);
  });
});

describe('while calls cannot be counted', () => {
  beforeEach(() => {
    store.before = async () => {
      throw new ApiError('service_unavailable');
    };
  });

  it('a limited call is 503, never 429 and never a pass', async () => {
    limitProject({ rateLimitRpm: 60 });
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({ 'retry-after': '1' });
    expect(mock.requests).toHaveLength(0);
  });

  it('passes in a project that wants it so', async () => {
    limitProject({ rateLimitRpm: 60, rateLimitOnStoreFailure: 'open' });
    const answer = await proxy.call({ body: chatBody() });
    expect(answer.status).toBe(200);
    expect(told(answer)).toEqual({ limit: '60', reset: RESET });
  });

  it('a call without a limit is not concerned', async () => {
    expect((await proxy.call({ body: chatBody() })).status).toBe(200);
  });
});

describe('SDKs', () => {
  it('raise RateLimitError, and come back when they are told to', async () => {
    nowMs = START_MS + 11_500;
    limitProject({ rateLimitRpm: 1 });
    const front = await startFront(createServe(proxy.ports), () => proxy.principal);
    const settings = { apiKey: 'clai_x', maxRetries: 0 };
    const openai = new OpenAI({ ...settings, baseURL: `${front.url}/v1` });
    const anthropic = new Anthropic({ ...settings, baseURL: front.url });
    const chat = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Hi' }] };
    await openai.chat.completions.create(chat);

    const refused = await openai.chat.completions.create(chat).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OpenAI.RateLimitError);
    expect(refused).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_exceeded' });
    const message = { model: 'claude-mock', max_tokens: 5, messages: chat.messages };
    const other = await anthropic.messages.create(message).catch((error: unknown) => error);
    expect(other).toBeInstanceOf(Anthropic.RateLimitError);

    setTimeout(() => {
      nowMs += 1_000;
    }, 500);
    const patient = openai.withOptions({ maxRetries: 1 });
    expect((await patient.chat.completions.create(chat)).object).toBe('chat.completion');
    expect(mock.requests).toHaveLength(2);
    await front.close();
  });
});
