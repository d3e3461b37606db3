// Rate limits on the running system: exact with fifty clients at once, in force on the next request, told to SDKs.
import { setTimeout as sleep } from 'node:timers/promises';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { StoreCall } from '../../local/stores/faults.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();
const MESSAGES = [{ role: 'user' as const, content: 'Ahoy' }];
const CHAT = { model: 'gpt-4o', messages: MESSAGES };

const openaiWith = ({ key }: Door): OpenAI =>
  new OpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey: key, maxRetries: 0 });
const chat = ({ key }: Door): Promise<Response> =>
  system.call('/v1/chat/completions', key, {
    method: 'POST',
    body: JSON.stringify(CHAT),
    headers: { 'content-type': 'application/json' },
  });
const change = async ({ projectId }: Door, fields: object): Promise<void> => {
  expect((await system.admin('PATCH', `/projects/${projectId}`, fields)).status).toBe(200);
};

/** Waits for a minute that lasts long enough for what comes next. */
async function startOfAMinute(): Promise<void> {
  const leftMs = 60_000 - (Date.now() % 60_000);
  if (leftMs < 8_000) await sleep(leftMs);
}

/** Granted calls by the window that their answer names: the minute may turn while a test runs. */
async function hammer(doors: readonly Door[], callsEach: number): Promise<number[]> {
  const granted = new Map<string, number>();
  const client = async (door: Door): Promise<void> => {
    const openai = openaiWith(door);
    for (let i = 0; i < callsEach; i++) {
      const outcome = await openai.chat.completions.create(CHAT).withResponse().catch(refusalOf);
      if (outcome instanceof OpenAI.RateLimitError) continue;
      const reset = outcome.response.headers.get('x-ratelimit-reset') ?? '';
      granted.set(reset, (granted.get(reset) ?? 0) + 1);
    }
  };
  await Promise.all(doors.map(client));
  return [...granted.values()];
}

const refusalOf = (error: unknown): InstanceType<typeof OpenAI.RateLimitError> => {
  if (error instanceof OpenAI.RateLimitError) return error;
  throw error;
};
const fifty = <T>(value: T): T[] => Array<T>(50).fill(value);

describe('fifty clients at once', () => {
  it('get exactly the limit of their key in every window', async () => {
    const { projectId } = await system.newProject();
    const door = await system.newKey(projectId, { restrictions: { rate_limit_rpm: 20 } });
    const granted = await hammer(fifty(door), 2);
    expect(Math.max(...granted)).toBe(20);
    expect(system.mock.requests).toHaveLength(granted.reduce((sum, count) => sum + count));
  });

  it('of several keys get exactly the limit of their project together', async () => {
    const first = await system.newProject({ rate_limit_rpm: 30 });
    const second = await system.newKey(first.projectId);
    const third = await system.newKey(first.projectId, { restrictions: { rate_limit_rpm: 10 } });
    const granted = await hammer([...fifty(first), ...fifty(second), ...fifty(third)], 1);
    expect(Math.max(...granted)).toBe(30);
  });
});

it('a key and its successor by rotation share one counter', async () => {
  const { projectId } = await system.newProject();
  const old = await system.newKey(projectId, { restrictions: { rate_limit_rpm: 3 } });
  const path = `/projects/${projectId}/api-keys/${old.keyId}/rotate`;
  const { status, body } = await system.admin('POST', path, {});
  expect(status).toBe(201);
  const next: Door = { projectId, keyId: String(body['id']), key: String(body['key']) };
  await startOfAMinute();
  const statuses: number[] = [];
  for (const door of [old, next, old, next]) statuses.push((await chat(door)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
});

describe('a refusal', () => {
  it('is RateLimitError in OpenAI’s and Anthropic’s SDKs, and says when to come back', async () => {
    const door = await system.newProject({ rate_limit_rpm: 1 });
    await exhaust(door);
    const refused = await openaiWith(door).chat.completions.create(CHAT).catch(refusalOf);
    expect(refused).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      type: 'rate_limit_exceeded',
      message: expect.stringMatching(
        /Rate limit exceeded. Max 1 requests per minute. Try again in \d+s\./,
      ),
    });
    const anthropic = new Anthropic({
      baseURL: system.local.dataUrl,
      authToken: door.key,
      maxRetries: 0,
    });
    const body = { model: 'claude-mock', max_tokens: 16, messages: MESSAGES };
    const other = await anthropic.messages.create(body).catch((error: unknown) => error);
    expect(other).toBeInstanceOf(Anthropic.RateLimitError);

    const { status, headers } = await chat(door);
    expect(status).toBe(429);
    const retryAfter = Number(headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(headers.get('x-ratelimit-limit')).toBe('1');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(headers.get('x-ratelimit-reset')) % 60).toBe(0);
    expect(headers.get('x-should-retry')).toBeNull();
  });

  it('ends with a higher limit, or none, on the next request', async () => {
    const door = await system.newProject({ rate_limit_rpm: 1 });
    await exhaust(door);
    await change(door, { rate_limit_rpm: 50 });
    expect((await chat(door)).status).toBe(200);
    await change(door, { rate_limit_rpm: null });
    const free = await chat(door);
    expect([free.status, free.headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  });

  async function exhaust(door: Door): Promise<void> {
    await startOfAMinute();
    expect([(await chat(door)).status, (await chat(door)).status]).toEqual([200, 429]);
  }
});

describe('while the counters cannot be written', () => {
  const isCount = ({ action, input }: StoreCall): boolean =>
    action === 'UpdateItem' && JSON.stringify(input['Key']).includes('"rpm#');

  it('limited calls are 503, or pass where the project says so; others do not notice', async () => {
    const limited = await system.newProject({ rate_limit_rpm: 60 });
    const free = await system.newProject();
    system.local.setFault((call) =>
      isCount(call) ? { kind: 'error', status: 500, type: 'InternalServerError' } : null,
    );
    const refused = await chat(limited);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(system.mock.requests).toEqual([]);
    expect((await chat(free)).status).toBe(200);
    await change(limited, { rate_limit_on_store_failure: 'open' });
    expect((await chat(limited)).status).toBe(200);
    system.local.setFault(null);
    const counted = await chat(limited);
    expect([counted.status, counted.headers.get('x-ratelimit-remaining')]).toEqual([200, '59']);
  });

  it('a write whose answer is lost counts once', async () => {
    const door = await system.newProject({ rate_limit_rpm: 60 });
    let lost = 0;
    system.local.setFault((call) =>
      isCount(call) && lost++ === 0 ? { kind: 'reset-after' } : null,
    );
    const first = await chat(door);
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '59']);
    expect(lost).toBe(2);
  });
});
