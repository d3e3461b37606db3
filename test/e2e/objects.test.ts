// What a call left at the provider, with real SDKs against the running system: one's own, over two turns.
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, type ModelMessage } from 'ai';
import OpenAI from 'openai';
import { beforeAll, describe, expect, it } from 'vitest';
import { json } from '../support/provider-scripts.ts';
import { errorOf } from './outcome.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();
let mine: Door;
let other: Door;
beforeAll(async () => {
  mine = await system.newProject();
  other = await system.newProject();
});

let made = 0;
/** The provider's next answer, with names that it has not given before; gives them. */
function nextAnswer() {
  made++;
  const response = `resp_of_turn_${made}`;
  const message = `msg_of_turn_${made}`;
  const text = { type: 'output_text', text: `Answer ${made}`, annotations: [] };
  const content = [text];
  const item = { type: 'message', id: message, role: 'assistant', status: 'completed', content };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  const whole = { id: response, object: 'response', created_at: 1, model: 'gpt-4o', usage };
  system.mock.queue.push(json(200, { ...whole, status: 'completed', output: [item] }));
  return { response, message };
}

describe('openai', () => {
  const clientOf = ({ key }: Door) =>
    new OpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey: key, maxRetries: 0 });

  it('goes on from its own response, and another project cannot', async () => {
    nextAnswer();
    const first = await clientOf(mine).responses.create({ model: 'gpt-4o', input: 'One' });
    const next = { model: 'gpt-4o', input: 'Two', previous_response_id: first.id };
    nextAnswer();
    expect((await clientOf(mine).responses.create(next)).output_text).toContain('Answer');

    const asked = system.mock.requests.length;
    const error = await errorOf(() => clientOf(other).responses.create(next));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'not_found', param: 'previous_response_id' });
    expect(system.mock.requests).toHaveLength(asked);
  });

  it('of a project that may name anything finds what others made', async () => {
    const { response } = nextAnswer();
    await clientOf(mine).responses.create({ model: 'gpt-4o', input: 'One' });
    const alone = await system.newProject({ provider_objects: 'any' });
    const body = { model: 'gpt-4o', input: 'Two', previous_response_id: response };
    nextAnswer();
    expect((await clientOf(alone).responses.create(body)).output_text).toContain('Answer');
  });
});

describe('ai', () => {
  const ask = (door: Door, messages: ModelMessage[]) => {
    const openai = createOpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey: door.key });
    return generateText({ model: openai.responses('gpt-4o'), messages, maxRetries: 0 });
  };

  it('refers to its own items in the second turn, and another project cannot', async () => {
    const { message } = nextAnswer();
    const question: ModelMessage = { role: 'user', content: 'One' };
    const first = await ask(mine, [question]);
    const second = [question, ...first.response.messages, question];
    nextAnswer();
    expect((await ask(mine, second)).text).toContain('Answer');
    const sent = JSON.parse(system.mock.requests.at(-1)?.body ?? '{}');
    expect(sent.input).toContainEqual({ type: 'item_reference', id: message });

    const error = await errorOf(() => ask(other, second));
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 404 });
  });
});
