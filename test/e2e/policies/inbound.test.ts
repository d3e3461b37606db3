// Policies on requests in the whole system: real SDKs, the deployed bundles, the operator's activation and report.
import Anthropic from '@anthropic-ai/sdk';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ENGINE_ACCESS_KEY } from '../../../local/stores/tables.ts';
import { expectRefusal } from '../routes.ts';
import { filesIn } from '../secrets/all-secrets.ts';
import { type Door, useSystem } from '../system.ts';
import { activate, addRule, newPolicy } from './policy.ts';

const system = useSystem();
/** Matched by the rules; in no log and no table. */
const SECRET = 'ann-7c2e@secret.test';
const FORBIDDEN = 'blackbeard7c2e';

const maskRule = {
  name: 'Addresses',
  rule_type: 'regex',
  config: { patterns: [{ pattern: '[a-z0-9-]+@secret\\.test', replacement: '[EMAIL]' }] },
};

let door: Door;
let policyId: string;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  door = await system.newProject();
  const { dataUrl } = system.local;
  openai = new OpenAI({ apiKey: door.key, baseURL: `${dataUrl}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ authToken: door.key, apiKey: null, baseURL: dataUrl, maxRetries: 0 });
  const dictionary = { name: 'Pirates', terms: [FORBIDDEN, 'jolly roger'] };
  const made = await system.admin('POST', '/dictionaries', dictionary);
  const blockRule = {
    name: 'No pirates',
    rule_type: 'aho_corasick',
    decision: 'block',
    config: { dictionary_id: made.body['id'] },
    block_message: 'Ask the crew instead.',
  };
  policyId = await newPolicy(system, [maskRule, blockRule]);
  await activate(system, door, policyId);
});

const user = (content: string) => [{ role: 'user' as const, content }];
const CALLS: Readonly<Record<string, (text: string) => Promise<unknown>>> = {
  'chat.completions': (text) =>
    openai.chat.completions.create({ model: 'gpt-mock', messages: user(text) }),
  'chat.completions, streamed': async (text) => {
    const messages = user(text);
    const stream = await openai.chat.completions.create({
      model: 'gpt-mock',
      messages,
      stream: true,
    });
    for await (const _chunk of stream);
  },
  responses: (text) => openai.responses.create({ model: 'gpt-mock', input: text }),
  embeddings: (text) => openai.embeddings.create({ model: 'text-embedding-mock', input: text }),
  messages: (text) =>
    anthropic.messages.create({ model: 'claude-mock', max_tokens: 9, messages: user(text) }),
};

type RefusedBySdk = Pick<InstanceType<typeof OpenAI.APIError>, 'status' | 'error' | 'headers'>;

async function refusal(call: Promise<unknown>): Promise<RefusedBySdk> {
  const error = await call.then(() => null).catch((caught: unknown) => caught);
  if (error instanceof OpenAI.APIError || error instanceof Anthropic.APIError) return error;
  throw new Error('the SDK was not refused');
}

describe.each(Object.keys(CALLS))('%s', (name) => {
  const call = CALLS[name] ?? (() => Promise.reject(new Error('no call')));

  it('reaches the provider masked', async () => {
    await call(`Mail ${SECRET}, please.`);
    expect(system.mock.requests).toHaveLength(1);
    expect(system.mock.requests[0]?.body).toContain('Mail [EMAIL], please.');
  });

  it('is refused by a rule as the SDK tells it, and reaches nobody', async () => {
    const error = await refusal(call(`${SECRET}: the ${FORBIDDEN.toUpperCase()}?`));
    expect(error).toMatchObject({ status: 400 });
    const envelope = (error.error as { error?: unknown }).error ?? error.error;
    expect(envelope).toMatchObject({
      code: 'content_blocked',
      message: 'Ask the crew instead.',
      triggered_rules: [
        { rule_name: 'Addresses', decision: 'mask' },
        { rule_name: 'No pirates', decision: 'block', match_info: { count: 1 } },
      ],
    });
    expect(error.headers?.get('x-collie-policy')).toMatch(/^pol_\w+@\d+$/);
    expect(system.mock.requests).toEqual([]);
  });
});

it('what rules did is in the report, and what they matched is nowhere', async () => {
  const path = `/projects/${door.projectId}/usage?group_by=none`;
  const entry = await vi.waitFor(async () => {
    const [sum] = (await system.admin('GET', path)).body['usage'] as Record<string, unknown>[];
    expect(sum).toMatchObject({ requests: 5, blocked_prompts: 5, masked_prompts: 5 });
    return sum;
  }, 10_000);
  expect(entry?.['rules']).toMatchObject([
    { direction: 'inbound', decision: 'mask', monitoring: false, requests: 10, matches: 10 },
    { direction: 'inbound', decision: 'block', monitoring: false, requests: 5, matches: 5 },
  ]);
  const logs = [...(await filesIn(system.local.logFolder)).values()].join('\n');
  expect(logs).toContain('PolicyMatches');
  const { usage, all } = await rows();
  expect(usage).toContain('rule_');
  for (const text of [logs, usage]) expect(text.toLowerCase()).not.toContain(FORBIDDEN);
  for (const text of [logs, all]) expect(text).not.toContain(SECRET);
});

/** Of calls and their sums, and of all tables: one of them holds the dictionary. */
async function rows(): Promise<{ usage: string; all: string }> {
  const { dynamodbUrl: endpoint, region, stack } = system.local;
  const credentials = { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: 'x' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const tables = await Promise.all(
    stack.tables.map(({ tableName }) => client.send(new ScanCommand({ TableName: tableName }))),
  );
  client.destroy();
  const items = tables.flatMap(({ Items = [] }) => Items);
  const usage = items.filter(({ pk }) => /^(calls|usage)#/.test(pk?.S ?? ''));
  return { usage: JSON.stringify(usage), all: JSON.stringify(items) };
}

describe('the active version', () => {
  const ask = (text: string) =>
    system.call('/v1/responses', door.key, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-mock', input: text }),
    });
  const versionIn = (response: Response) =>
    Number(response.headers.get('x-collie-policy')?.split('@')[1]);

  it('changes for the very next request, and back', async () => {
    const before = versionIn(await ask('Ahoy'));
    await addRule(system, policyId, { ...maskRule, decision: 'block' });
    expect((await ask(SECRET)).status).toBe(200);
    await activate(system, door, policyId);
    const blocked = await ask(SECRET);
    expect([blocked.status, versionIn(blocked)]).toEqual([400, before + 1]);
    await activate(system, door, policyId, before);
    const passed = await ask(SECRET);
    expect([passed.status, versionIn(passed)]).toEqual([200, before]);
  });

  it('that cannot be read lets nothing pass, and is not the key’s fault', async () => {
    const other = await system.newProject();
    await activate(system, other, await newPolicy(system, [maskRule]));
    system.local.setFault(({ caller, input }) => {
      const isPolicy = caller.includes('Proxy') && JSON.stringify(input).includes('pol_');
      return isPolicy ? { kind: 'error', status: 500, type: 'InternalServerError' } : null;
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-mock', input: 'harmless' }),
    };
    const down = await system.call('/v1/responses', other.key, init);
    await expectRefusal(down, 'service_unavailable');
    expect(system.mock.requests).toEqual([]);
    system.local.setFault(null);
    expect((await system.call('/v1/responses', other.key, init)).status).toBe(200);
  });
});
