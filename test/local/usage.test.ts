// Usage in the whole system: real SDKs, the deployed bundles, the schedule, the signed report.
import Anthropic from '@anthropic-ai/sdk';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalSystem } from '../../local/local-system.ts';
import { createAdminClient } from '../../local/seed/admin-client.ts';
import { startLocal } from '../../local/start-local.ts';
import { ENGINE_ACCESS_KEY } from '../../local/stores/tables.ts';
import { callStore } from '../../shared/aws/call-store.ts';
import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import { newCallId } from '../../shared/usage/call.ts';
import { intent, MINUTE, settlement } from '../support/usage.ts';

let system: LocalSystem;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  system = await startLocal({ stateFolder: null, wordDelayMs: 5 });
  const apiKey = system.key?.secret ?? '';
  openai = new OpenAI({ apiKey, baseURL: `${system.dataUrl}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ authToken: apiKey, apiKey: null, baseURL: system.dataUrl });
}, 120_000);
afterAll(() => system?.close());

type Entry = { model: string; requests: number; output_tokens: number } & Record<string, number>;

async function usage(): Promise<Map<string, Entry>> {
  const admin = createAdminClient(system.adminUrl, system.operator, system.region);
  const answer = await admin('GET', `/projects/${system.projectId}/usage?group_by=model`);
  const { usage: entries } = answer.body as { usage: Entry[] };
  return new Map(entries.map((entry) => [entry.model, entry]));
}

/** The result is written while the answer goes out, so the client may be a moment ahead. */
const usageOf = (model: string, requests: number): Promise<Entry> =>
  vi.waitFor(async () => {
    const entry = (await usage()).get(model);
    if (entry?.requests !== requests) throw new Error('not counted yet');
    return entry;
  }, 5_000);

const messages = [{ role: 'user' as const, content: 'Count to ten, slowly, in words.' }];

describe('usage in the whole system', { timeout: 30_000 }, () => {
  it('is what the provider told the OpenAI SDK, also when the client did not ask in a stream', async () => {
    const model = 'gpt-usage';
    const whole = await openai.chat.completions.create({ model, messages });
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) expect(chunk.usage ?? null).toBeNull();
    const said = whole.usage ?? expect.fail('no usage');
    const { input_tokens, output_tokens, estimated_requests } = await usageOf(model, 2);
    expect([input_tokens, output_tokens]).toEqual([
      2 * said.prompt_tokens,
      2 * said.completion_tokens,
    ]);
    expect(estimated_requests).toBe(0);
  });

  it('is what the provider told the Anthropic SDK', async () => {
    const body = { model: 'claude-usage', max_tokens: 100, messages };
    const whole = await anthropic.messages.create(body);
    await anthropic.messages.stream(body).finalMessage();
    const { output_tokens, estimated_requests } = await usageOf('claude-usage', 2);
    expect(output_tokens).toBe(2 * whole.usage.output_tokens);
    expect(estimated_requests).toBe(0);
  });

  it('is estimated for a client that leaves mid-stream', async () => {
    const model = 'gpt-left';
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    const { aborted_requests, estimated_requests, input_tokens } = await usageOf(model, 1);
    expect([aborted_requests, estimated_requests]).toEqual([1, 1]);
    expect(input_tokens).toBeGreaterThan(0);
  });

  it('is added up by the schedule, and stays the same', async () => {
    const credentials = { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: 'none' };
    const engine = { endpoint: system.dynamodbUrl, region: system.region, credentials };
    const client = new DynamoDBClient(engine);
    const table = system.stack.outputs['UsageTableName'] ?? '';
    const store = callStore(client, table);
    for (let i = 0; i < 30; i++) {
      const call = intent({
        callId: newCallId(),
        projectId: system.projectId as ProjectId,
        keyId: system.key?.id as KeyId,
        model: 'gpt-old',
        startedAtMs: Date.now() - 10 * MINUTE,
      });
      await store.open(call);
      await store.settle(call, settlement());
    }
    const before = await usageOf('gpt-old', 30);
    await system.runSchedules();
    expect(await usageOf('gpt-old', 30)).toEqual(before);
    expect(await system.readLogs()).toMatch(/usage_rolled_up\W+folded\W+30\b/);
    client.destroy();
  });

  it('shows when the key was last used', async () => {
    const admin = createAdminClient(system.adminUrl, system.operator, system.region);
    const answer = await admin(
      'GET',
      `/projects/${system.projectId}/api-keys/${system.key?.id ?? ''}`,
    );
    const { last_used_at } = answer.body as { last_used_at: string };
    expect(Math.abs(Date.now() - Date.parse(last_used_at))).toBeLessThan(120_000);
  });
});
