// The demo provider, seen through the real SDKs of OpenAI and Anthropic.
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoProvider, startDemoProvider } from '../../../local/provider/demo-provider.ts';

let provider: DemoProvider;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  provider = await startDemoProvider({ token: 'demo', port: 0, wordDelayMs: 0 });
  openai = new OpenAI({ apiKey: 'demo', baseURL: `${provider.origin}/v1`, maxRetries: 0 });
  anthropic = new Anthropic({ apiKey: 'demo', baseURL: provider.origin, maxRetries: 0 });
});
afterAll(() => provider.close());

const user = { role: 'user' as const, content: 'What is the weather in Paris?' };
const parameters = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' }, unit: { enum: ['C', 'F'] } },
};

describe('OpenAI chat', () => {
  const weather = { type: 'function' as const, function: { name: 'weather', parameters } };

  it('answers with the prompt, the same for the same prompt', async () => {
    const ask = () => openai.chat.completions.create({ model: 'gpt-4o', messages: [user] });
    const [first, second] = [await ask(), await ask()];
    expect(first.choices[0]?.message.content).toContain(user.content);
    expect(second.choices).toEqual(first.choices);
    expect(first.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('streams the same text, with usage when asked', async () => {
    const whole = await openai.chat.completions.create({ model: 'gpt-4o', messages: [user] });
    const stream = openai.chat.completions.stream({
      model: 'gpt-4o',
      messages: [user],
      stream_options: { include_usage: true },
    });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
    expect(final.usage).toEqual(whole.usage);
  });

  it.each([false, true])('calls a tool, and quotes its result (streamed: %s)', async (streamed) => {
    const body = { model: 'gpt-4o', messages: [user], tools: [weather] };
    const answer = streamed
      ? await openai.chat.completions.stream(body).finalChatCompletion()
      : await openai.chat.completions.create(body);
    const message = answer.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    if (call?.type !== 'function' || message === undefined) throw new Error('no tool call');
    expect(answer.choices[0]?.finish_reason).toBe('tool_calls');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'Paris', days: 1, unit: 'C' });
    const after = await openai.chat.completions.create({
      ...body,
      messages: [user, message, { role: 'tool', tool_call_id: call.id, content: '21 degrees' }],
    });
    expect(after.choices[0]?.message.content).toContain('21 degrees');
  });

  it('honours a JSON schema, a token limit and n', async () => {
    const json_schema = { name: 'weather', schema: parameters };
    const answer = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: [user],
      n: 2,
      response_format: { type: 'json_schema', json_schema },
    });
    expect(answer.choices).toHaveLength(2);
    expect(JSON.parse(answer.choices[1]?.message.content ?? '')).toHaveProperty('city', 'Paris');
    const short = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: [user],
      max_tokens: 3,
    });
    expect(short.choices[0]?.finish_reason).toBe('length');
  });

  it('serves claude models on the same path', async () => {
    const answer = await openai.chat.completions.create({
      model: 'claude-haiku-4-5',
      messages: [user],
    });
    expect(answer.model).toBe('claude-haiku-4-5');
  });
});

describe('OpenAI responses, embeddings and models', () => {
  it('streams a response that equals the whole one', async () => {
    const body = { model: 'gpt-4o', input: user.content };
    const whole = await openai.responses.create(body);
    const streamed = await openai.responses.stream(body).finalResponse();
    expect(whole.output_text).toContain(user.content);
    expect(streamed.output_text).toBe(whole.output_text);
  });

  it('calls a tool', async () => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters, strict: false }];
    const streamed = await openai.responses
      .stream({ model: 'gpt-4o', input: [user], tools })
      .finalResponse();
    expect(streamed.output[0]).toMatchObject({ type: 'function_call', name: 'weather' });
    const output = {
      type: 'function_call_output' as const,
      call_id: 'call_1',
      output: '21 degrees',
    };
    const after = await openai.responses.create({ model: 'gpt-4o', input: [user, output], tools });
    expect(after.output_text).toContain('21 degrees');
  });

  it('embeds similar texts nearer to each other', async () => {
    const input = ['the cat sat on the mat', 'a cat sat on a mat', 'quarterly tax report'];
    const { data } = await openai.embeddings.create({ model: 'text-embedding-3-small', input });
    const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding);
    const dot = (x: number[], y: number[]) =>
      x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
    expect(a).toHaveLength(1536);
    expect(dot(a, a)).toBeCloseTo(1, 3);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c));
  });

  it('lists its models', async () => {
    const models = (await openai.models.list()).data;
    expect(models.map(({ id }) => id)).toContain('gpt-4o-mini');
    expect((await openai.models.retrieve('gpt-4o')).id).toBe('gpt-4o');
  });

  it('refuses a wrong token and an unknown model as OpenAI does', async () => {
    const stranger = new OpenAI({ apiKey: 'x', baseURL: `${provider.origin}/v1`, maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toThrow(OpenAI.AuthenticationError);
    const call = openai.chat.completions.create({ model: 'nobody', messages: [user] });
    await expect(call).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});

describe('Anthropic', () => {
  const body = { model: 'claude-sonnet-5-5', max_tokens: 500, messages: [user] };
  const tools = [{ name: 'weather', input_schema: { ...parameters, type: 'object' as const } }];

  it('streams a message that equals the whole one', async () => {
    const whole = await anthropic.messages.create(body);
    const streamed = await anthropic.messages.stream(body).finalMessage();
    expect(whole.content[0]).toMatchObject({
      type: 'text',
      text: expect.stringContaining(user.content),
    });
    expect(streamed.content).toEqual(whole.content);
    expect(streamed.stop_reason).toBe('end_turn');
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
  });

  it('uses a tool, and quotes its result', async () => {
    const streamed = await anthropic.messages.stream({ ...body, tools }).finalMessage();
    const use = streamed.content[0];
    if (use?.type !== 'tool_use') throw new Error('no tool use');
    expect(use.input).toEqual({ city: 'Paris', days: 1, unit: 'C' });
    const result = { type: 'tool_result' as const, tool_use_id: use.id, content: '21 degrees' };
    const after = await anthropic.messages.create({
      ...body,
      tools,
      messages: [
        user,
        { role: 'assistant', content: streamed.content },
        { role: 'user', content: [result] },
      ],
    });
    expect(after.content[0]).toMatchObject({ text: expect.stringContaining('21 degrees') });
  });

  it('lists its models, and refuses as Anthropic does', async () => {
    const models = (await anthropic.models.list()).data;
    expect(models.map(({ id }) => id)).toContain('claude-sonnet-5-5');
    const stranger = new Anthropic({ apiKey: 'x', baseURL: provider.origin, maxRetries: 0 });
    await expect(stranger.messages.create(body)).rejects.toThrow(Anthropic.AuthenticationError);
    const empty = anthropic.messages.create({ ...body, messages: [] });
    await expect(empty).rejects.toThrow(Anthropic.BadRequestError);
  });
});
