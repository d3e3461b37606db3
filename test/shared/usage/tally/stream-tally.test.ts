// Streams read along: the provider's counts where it says them, an estimate where it breaks off before.
import { describe, expect, it } from 'vitest';
import { frameOf } from '../../../../shared/http/sse.ts';
import { StreamTally } from '../../../../shared/usage/tally/stream-tally.ts';

const frames = (...events: unknown[]): Buffer =>
  Buffer.from(
    events
      .map((event) => frameOf(typeof event === 'string' ? event : JSON.stringify(event)))
      .join(''),
  );

function tally(...blocks: Buffer[]) {
  const reading = new StreamTally(7);
  for (const block of blocks) reading.push(block);
  const { tokens, estimated } = reading.result();
  return { input: tokens.input, output: tokens.output, estimated };
}

const chunk = (content: string) => ({ choices: [{ index: 0, delta: { content } }], usage: null });
const chatUsage = { choices: [], usage: { prompt_tokens: 50, completion_tokens: 9 } };

const anthropicStart = {
  type: 'message_start',
  message: { id: 'msg', content: [], usage: { input_tokens: 25, output_tokens: 1 } },
};
const anthropicText = (text: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text },
});
const anthropicEnd = {
  type: 'message_delta',
  delta: { stop_reason: 'end_turn' },
  usage: { output_tokens: 15 },
};

const responsesDelta = (delta: string) => ({ type: 'response.output_text.delta', delta });
const responsesEnd = {
  type: 'response.completed',
  response: { id: 'resp', usage: { input_tokens: 31, output_tokens: 4 } },
};

describe('a stream', () => {
  it("counts by OpenAI's usage chunk", () => {
    expect(tally(frames(chunk('Hello'), chunk(' you'), chatUsage, '[DONE]'))).toEqual({
      input: 50,
      output: 9,
      estimated: false,
    });
  });

  it("counts by Anthropic's first and last usage together", () => {
    expect(tally(frames(anthropicStart, anthropicText('Hi'), anthropicEnd))).toEqual({
      input: 25,
      output: 15,
      estimated: false,
    });
  });

  it('counts by the last event of a response', () => {
    const done = { type: 'response.output_text.done', text: 'Hi you' };
    expect(tally(frames(responsesDelta('Hi '), responsesDelta('you'), done, responsesEnd))).toEqual(
      {
        input: 31,
        output: 4,
        estimated: false,
      },
    );
  });

  it.each([
    ['a chat', frames(chunk('12345678'), chunk('9')), { input: 7, output: 3 }],
    ['a message', frames(anthropicStart, anthropicText('12345678')), { input: 25, output: 2 }],
    [
      'a response',
      frames(responsesDelta('12345678'), { type: 'response.output_text.done', text: '12345678' }),
      { input: 7, output: 2 },
    ],
    [
      'tool calls',
      frames({
        choices: [
          { delta: { tool_calls: [{ function: { name: 'f', arguments: '{"a":1234}' } }] } },
        ],
      }),
      { input: 7, output: 3 },
    ],
    [
      "tool input of Anthropic's",
      frames(anthropicStart, { delta: { type: 'input_json_delta', partial_json: '{"a":12}' } }),
      { input: 25, output: 2 },
    ],
    [
      'a response that only began',
      frames({
        type: 'response.created',
        response: { usage: { input_tokens: 3, output_tokens: 9 } },
      }),
      { input: 3, output: 9 },
    ],
    ['nothing at all', Buffer.alloc(0), { input: 7, output: 0 }],
  ])('that breaks off is estimated: %s', (_what, block, counts) => {
    expect(tally(block)).toEqual({ ...counts, estimated: true });
  });

  it('is read the same however its frames arrive together', () => {
    const all = [chunk('Hello'), chunk(' you'), chatUsage, '[DONE]'];
    expect(tally(...all.map((event) => frames(event)))).toEqual(tally(frames(...all)));
  });

  it('survives what no provider should send', () => {
    const nested = `{"choices":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    const block = frames(
      '{',
      'null',
      '[1]',
      nested,
      { usage: 'much' },
      { message: 3 },
      chunk('1234'),
    );
    expect(tally(block)).toEqual({ input: 7, output: 1, estimated: true });
  });

  it.each([
    ["OpenAI's", { error: { message: 'overloaded' } }],
    ["Anthropic's", { type: 'error', error: { type: 'overloaded_error' } }],
    ["the Responses API's", { type: 'response.failed', response: { error: {}, usage: null } }],
  ])('tells of a failure inside of it: %s', (_whose, event) => {
    const reading = new StreamTally(7);
    reading.push(frames(chunk('1234'), event));
    expect(reading.result()).toMatchObject({ isFailure: true, estimated: true });
  });

  it('is not fooled by usage inside of text', () => {
    expect(tally(frames(chunk('{"usage":{"prompt_tokens":1}}')))).toMatchObject({
      estimated: true,
    });
  });
});
