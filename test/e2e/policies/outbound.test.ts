// Policies on answers in the whole system, as real SDKs see them: masked and blocked, streamed and whole.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { chatAnswer, chatStream } from '../../shared/policies/answer/chat-wire.ts';
import { framed } from '../../shared/policies/answer/expected.ts';
import { messagesAnswer, messagesStream } from '../../shared/policies/answer/messages-wire.ts';
import { responsesAnswer, responsesStream } from '../../shared/policies/answer/responses-wire.ts';
import { json } from '../../support/provider-scripts.ts';
import type { Script } from '../../support/script.ts';
import { filesIn } from '../secrets/all-secrets.ts';
import { useSystem } from '../system.ts';
import { activate, newPolicy } from './policy.ts';

const system = useSystem();

const rules = [
  {
    name: 'Addresses',
    rule_type: 'regex',
    direction: 'outbound',
    config: { patterns: [{ pattern: '[a-z0-9-]+@secret\\.test', replacement: '[EMAIL]' }] },
  },
  {
    name: 'No pirates',
    rule_type: 'aho_corasick',
    direction: 'outbound',
    decision: 'block',
    config: { terms: ['blackbeard'] },
    block_message: 'The crew keeps silent.',
  },
];

let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  const door = await system.newProject();
  const { dataUrl } = system.local;
  openai = new OpenAI({ apiKey: door.key, baseURL: `${dataUrl}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ authToken: door.key, apiKey: null, baseURL: dataUrl, maxRetries: 0 });
  await activate(system, door, await newPolicy(system, rules));
});

const MASKED = ['Write to an', 'n-7c2e@sec', 'ret.test, or to al'];
const BLOCKED = ['Long ago, Black', 'beard', ' sailed on, and on'];
const tool = {
  name: 'find',
  input: { who: 'ann-7c2e@secret.test' },
  parts: ['{"who":"ann-7c2e@', 'secret.test"}'],
};

type Said = { readonly text: string; readonly who: string | undefined };
type Api = {
  /** What the provider says, with a call of a tool behind it. */
  readonly stream: (pieces: string[]) => string[];
  readonly whole: (pieces: string[]) => object;
  readonly streamed: (onText: (text: string) => void) => Promise<Said>;
  readonly asked: () => Promise<string>;
};

const messages = [{ role: 'user' as const, content: 'Hi' }];
const choice = (content: string[]) => ({ reasoning: [], content, refusal: [], tools: [tool] });

const chat: Api = {
  stream: (pieces) => chatStream([choice(pieces)], [0]),
  whole: (pieces) => chatAnswer([choice(pieces)]),
  streamed: async (onText) => {
    const stream = openai.chat.completions.stream({ model: 'gpt-mock', messages });
    stream.on('content', onText);
    const [answer] = (await stream.finalChatCompletion()).choices;
    const call = answer?.message.tool_calls?.[0];
    const args = call?.type === 'function' ? call.function.arguments : '{}';
    return { text: answer?.message.content ?? '', who: JSON.parse(args).who };
  },
  asked: async () => {
    const answer = await openai.chat.completions.create({ model: 'gpt-mock', messages });
    return answer.choices[0]?.message.content ?? '';
  },
};

const item = (pieces: string[]) => ({
  type: 'message' as const,
  parts: [pieces],
  refusal: [],
});
const call = { type: 'function_call' as const, name: tool.name, value: {}, parts: tool.parts };

const responses: Api = {
  stream: (pieces) => responsesStream([item(pieces), call]),
  whole: (pieces) => responsesAnswer([item(pieces), call]),
  streamed: async (onText) => {
    const stream = openai.responses.stream({ model: 'gpt-mock', input: 'Hi' });
    stream.on('response.output_text.delta', ({ delta }) => onText(delta));
    const { output, output_text: text } = await stream.finalResponse();
    const args = output.find((each) => each.type === 'function_call')?.arguments ?? '{}';
    return { text, who: JSON.parse(args).who };
  },
  asked: async () =>
    (await openai.responses.create({ model: 'gpt-mock', input: 'Hi' })).output_text,
};

const blocks = (parts: string[]) => [
  { type: 'text' as const, parts },
  { type: 'tool_use' as const, ...tool },
];
const request = { model: 'claude-mock', max_tokens: 99, messages };

const claude: Api = {
  stream: (pieces) => messagesStream(blocks(pieces)),
  whole: (pieces) => messagesAnswer(blocks(pieces)),
  streamed: async (onText) => {
    const stream = anthropic.messages.stream(request).on('text', onText);
    const { content } = await stream.finalMessage();
    const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    const used = content.find((block) => block.type === 'tool_use')?.input;
    return { text, who: (used as { who?: string } | undefined)?.who };
  },
  asked: async () => {
    const [block] = (await anthropic.messages.create(request)).content;
    return block?.type === 'text' ? block.text : '';
  },
};

const APIS = { 'chat.completions': chat, responses, messages: claude };

/** Writes the frames and stays open: whoever wants its end has to hang up. */
const endless =
  (frames: Buffer[]): Script =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const frame of frames) response.write(frame);
  };

describe.each(Object.keys(APIS) as (keyof typeof APIS)[])('%s', (name) => {
  const api = APIS[name];
  const frames = (pieces: string[]) =>
    framed(api.stream(pieces), [40, 90, 700], name !== 'chat.completions');

  it('a masked stream is complete and well-formed to its SDK', async () => {
    system.mock.queue.push((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const frame of frames(MASKED)) response.write(frame);
      response.end();
    });
    const seen: string[] = [];
    const said = await api.streamed((text) => void seen.push(text));
    expect(said).toEqual({ text: 'Write to [EMAIL], or to al', who: '[EMAIL]' });
    expect(seen.join('')).toBe(said.text);
    expect(seen.length).toBeGreaterThan(1);
  });

  it('a blocked stream fails in its SDK with the rule, and hangs up on the provider', async () => {
    system.mock.queue.push(endless(frames(BLOCKED)));
    const seen: string[] = [];
    const error = await api.streamed((text) => void seen.push(text)).catch((caught) => caught);
    expect(error).toBeInstanceOf(name === 'messages' ? Anthropic.APIError : OpenAI.APIError);
    expect(JSON.stringify(error.error)).toContain('"code":"response_blocked"');
    expect(JSON.stringify(error.error)).toContain('"rule_name":"No pirates"');
    expect(error.message).toContain('The crew keeps silent.');
    expect(seen.join('')).toBe('Long ago, ');
    expect(await system.mock.requests[0]?.ended).toBe(false);
  });

  it('a whole answer is masked, or refused with 400', async () => {
    system.mock.queue.push(json(200, api.whole(MASKED)), json(200, api.whole(BLOCKED)));
    expect(await api.asked()).toBe('Write to [EMAIL], or to al');
    const error = await api.asked().catch((caught) => caught);
    expect(error.status).toBe(400);
    expect(JSON.stringify(error.error)).toContain('"code":"response_blocked"');
  });
});

it('what rules found is in no log', async () => {
  const logs = [...(await filesIn(system.local.logFolder)).values()].join('\n');
  expect(logs).toContain('PolicyMatches');
  expect(logs).not.toMatch(/ann-7c2e|blackbeard/i);
});
