// OpenAI's SDK against the running system: it works as it does against OpenAI.
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { chatFrame, sse } from '../support/provider-scripts.ts';
import { PIECES, TEXT } from '../support/well-behaved-provider.ts';
import { all, joined } from './outcome.ts';
import { useSystem } from './system.ts';

const system = useSystem();
const CHAT = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: 'Ahoy' }] };

let openai: OpenAI;
beforeAll(async () => {
  const { key } = await system.newProject();
  openai = new OpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey: key, maxRetries: 0 });
});

const chat = () => openai.chat.completions.create(CHAT);
const streamedChat = () => openai.chat.completions.create({ ...CHAT, stream: true });

describe('chat', () => {
  it('answers, with the request id where the SDK looks for it', async () => {
    const answer = await chat();
    expect(answer.choices[0]?.message.content).toBe(TEXT);
    expect(answer.usage).toMatchObject({ total_tokens: 12 });
    expect(answer._request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('streams every piece in its own chunk', async () => {
    const pieces: string[] = [];
    for await (const chunk of await streamedChat()) {
      const piece = chunk.choices[0]?.delta.content;
      if (piece) pieces.push(piece);
    }
    expect(pieces).toEqual(PIECES);
  });

  it('streams usage to those who ask for it, and only to them', async () => {
    const usages = async (body: object) => {
      const stream = await openai.chat.completions.create({ ...CHAT, ...body, stream: true });
      return (await all(stream)).filter(({ usage }) => usage != null);
    };
    expect(await usages({ stream_options: { include_usage: true } })).toHaveLength(1);
    expect(await usages({})).toHaveLength(0);
  });

  it('calls tools, buffered', async () => {
    const answer = await openai.chat.completions.create({ ...CHAT, tools: [WEATHER] });
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([CALLED]);
    expect(JSON.parse(system.mock.requests[0]?.body ?? '')).toMatchObject({ tools: [WEATHER] });
  });

  it('calls tools, streamed in fragments', async () => {
    system.mock.queue.push(sse([...toolFrames(), 'data: [DONE]\n\n'], 1));
    const stream = openai.chat.completions.stream({ ...CHAT, tools: [WEATHER] });
    const answer = await stream.finalChatCompletion();
    expect(answer.choices[0]?.message.tool_calls).toMatchObject([CALLED]);
  });
});

const WEATHER = {
  type: 'function' as const,
  function: { name: 'get_weather', parameters: { type: 'object', properties: {} } },
};
const CALLED = {
  id: 'call_1',
  type: 'function',
  function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
};

function toolFrames(): string[] {
  const { id, type } = CALLED;
  const deltas = [
    { index: 0, id, type, function: { name: 'get_weather', arguments: '' } },
    ...['{"ci', 'ty":"P', 'aris"}'].map((part) => ({ index: 0, function: { arguments: part } })),
  ];
  const frame = (delta: object, finish_reason: string | null): string =>
    chatFrame('', { choices: [{ index: 0, delta, finish_reason }] });
  return [
    ...deltas.map((call) => frame({ role: 'assistant', tool_calls: [call] }, null)),
    frame({}, 'tool_calls'),
  ];
}

describe('other endpoints', () => {
  it('responses answer and stream', async () => {
    const body = { model: 'gpt-4o', input: 'Ahoy' };
    expect((await openai.responses.create(body)).output_text).toBe(TEXT);
    const stream = await openai.responses.create({ ...body, stream: true });
    expect(
      await joined(stream, (event) =>
        event.type === 'response.output_text.delta' ? event.delta : '',
      ),
    ).toBe(TEXT);
  });

  it('embeddings arrive as numbers', async () => {
    const body = { model: 'text-embedding-3-small', input: ['a', 'b'] };
    const { data } = await openai.embeddings.create(body);
    expect(data.map(({ embedding }) => embedding)).toEqual([
      [0.25, -0.5, 1],
      [0.25, -0.5, 1],
    ]);
  });

  it('models are listed, and one is got', async () => {
    const ids = (await all(openai.models.list())).map(({ id }) => id);
    expect(ids).toEqual(['claude-mock', 'gpt-mock', 'text-embedding-mock']);
    expect(await openai.models.retrieve('gpt-mock')).toMatchObject({ owned_by: 'openai' });
  });
});
