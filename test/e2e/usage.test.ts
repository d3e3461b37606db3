// Usage in the whole system: real SDKs, the deployed bundles, the schedule, the signed report.
import Anthropic from '@anthropic-ai/sdk';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ENGINE_ACCESS_KEY } from '../../local/stores/tables.ts';
import { callStore } from '../../shared/aws/usage/call-store.ts';
import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import { newCallId } from '../../shared/usage/call.ts';
import { chatFrame, json, sse } from '../support/provider-scripts.ts';
import { intent, MINUTE, settlement } from '../support/usage.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();
let door: Door;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  door = await system.newProject();
  const { dataUrl } = system.local;
  openai = new OpenAI({ apiKey: door.key, baseURL: `${dataUrl}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ authToken: door.key, apiKey: null, baseURL: dataUrl, maxRetries: 0 });
});

type Entry = { readonly model: string } & Record<string, number>;

/** The result is written while the answer goes out, so the client may be a moment ahead. */
const usageOf = (model: string, requests: number): Promise<Entry> =>
  vi.waitFor(async () => {
    const path = `/projects/${door.projectId}/usage?group_by=model`;
    const entries = (await system.admin('GET', path)).body['usage'] as Entry[];
    const entry = entries.find((candidate) => candidate.model === model);
    if (entry?.['requests'] !== requests) throw new Error('not counted yet');
    return entry;
  }, 10_000);

const messages = [{ role: 'user' as const, content: 'Count to ten.' }];

describe('usage in the whole system', () => {
  it('is what the provider said, also in a stream whose client did not ask', async () => {
    const model = 'gpt-usage';
    await openai.chat.completions.create({ model, messages });
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) expect(chunk.usage ?? null).toBeNull();
    await openai.responses.create({ model, input: 'Count to ten.' });
    expect(await usageOf(model, 3)).toMatchObject({
      input_tokens: 15,
      output_tokens: 21,
      estimated_requests: 0,
      failed_requests: 0,
    });
  });

  it('is what the provider said to the Anthropic SDK, whole and streamed', async () => {
    const body = { model: 'claude-usage', max_tokens: 100, messages };
    await anthropic.messages.create(body);
    await anthropic.messages.stream(body).finalMessage();
    expect(await usageOf('claude-usage', 2)).toMatchObject({
      input_tokens: 10,
      output_tokens: 14,
      estimated_requests: 0,
    });
  });

  it('is what the provider says in the end for a client that leaves mid-stream', async () => {
    const model = 'gpt-left';
    const usage = { prompt_tokens: 21, completion_tokens: 34, total_tokens: 55 };
    const frames = Array.from({ length: 20 }, () => chatFrame('1234'));
    system.mock.fallback = sse(
      [...frames, chatFrame('', { choices: [], usage }), 'data: [DONE]\n\n'],
      20,
    );
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    for await (const _chunk of stream) break;
    const entry = await usageOf(model, 1);
    expect(entry).toMatchObject({ aborted_requests: 0, estimated_requests: 0 });
    expect(entry).toMatchObject({ input_tokens: 21, output_tokens: 34 });
  });

  it('counts a call that the provider refuses', async () => {
    system.mock.fallback = json(429, { error: { message: 'slow down' } });
    const call = openai.chat.completions.create({ model: 'gpt-refused', messages });
    await expect(call).rejects.toThrow('slow down');
    expect(await usageOf('gpt-refused', 1)).toMatchObject({ failed_requests: 1, input_tokens: 0 });
  });

  it('is added up by the schedule, and stays the same', async () => {
    await oldCalls(30);
    const before = await usageOf('gpt-old', 30);
    await system.local.runSchedules();
    expect(await usageOf('gpt-old', 30)).toEqual(before);
    expect(await system.local.readLogs()).toMatch(/usage_rolled_up\W+folded\W+30\b/);
  });

  it('refuses a call that cannot be written down, before the provider hears of it', async () => {
    const before = system.mock.requests.length;
    system.local.setFault(({ action, input }) =>
      action === 'PutItem' && String(input['TableName']).includes('Usage')
        ? { kind: 'error', type: 'InternalServerError', status: 500 }
        : null,
    );
    const call = openai.chat.completions.create({ model: 'gpt-lost', messages });
    await expect(call).rejects.toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(system.mock.requests.length).toBe(before);
  });

  it('shows when a key was last used, at most a minute late', async () => {
    const path = `/projects/${door.projectId}/api-keys/${door.keyId}`;
    const { body } = await system.admin('GET', path);
    const lastUsedMs = Date.parse(String(body['last_used_at']));
    expect(Math.abs(Date.now() - lastUsedMs)).toBeLessThan(2 * MINUTE);
  });
});

/** Written past the functions, because a call is added up only some minutes after it began. */
async function oldCalls(count: number): Promise<void> {
  const { dynamodbUrl, region, stack } = system.local;
  const credentials = { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: ENGINE_ACCESS_KEY };
  const client = new DynamoDBClient({ endpoint: dynamodbUrl, region, credentials });
  const store = callStore(client, stack.outputs['UsageTableName'] ?? '');
  for (let i = 0; i < count; i++) {
    const call = intent({
      callId: newCallId(),
      projectId: door.projectId as ProjectId,
      keyId: door.keyId as KeyId,
      model: 'gpt-old',
      startedAtMs: Date.now() - 10 * MINUTE,
    });
    await store.open(call);
    await store.settle(call, settlement());
  }
  client.destroy();
}
