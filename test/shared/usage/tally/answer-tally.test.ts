// Buffered answers: the provider's counts, or an estimate from their text.
import { describe, expect, it } from 'vitest';
import { tallyAnswer } from '../../../../shared/usage/tally/answer-tally.ts';

const read = (answer: unknown) => tallyAnswer(Buffer.from(JSON.stringify(answer)), 7);

describe('a buffered answer', () => {
  it('counts as the provider says', () => {
    const answer = {
      choices: [{ message: { content: 'Hello' } }],
      usage: { prompt_tokens: 5, completion_tokens: 6 },
    };
    expect(read(answer)).toMatchObject({ tokens: { input: 5, output: 6 }, estimated: false });
  });

  it.each([
    ['chat', { choices: [{ message: { content: '12345678' } }] }],
    ['a message', { type: 'message', content: [{ type: 'text', text: '12345678' }] }],
    ['a response', { output: [{ content: [{ type: 'output_text', text: '12345678' }] }] }],
  ])('is estimated by its text where the provider says nothing: %s', (_form, answer) => {
    expect(read(answer)).toMatchObject({ tokens: { input: 7, output: 2 }, estimated: true });
  });

  it('is read for its usage alone when it is large', () => {
    const data = [{ embedding: 'A'.repeat(2 * 1024 * 1024), usage: { by: 'nobody' } }];
    const usage = {
      prompt_tokens: 8,
      total_tokens: 8,
      prompt_tokens_details: { cached_tokens: 2 },
    };
    const said = { tokens: { input: 8, cachedInput: 2, output: 0 }, estimated: false };
    expect(read({ data, usage })).toMatchObject(said);
    expect(read({ usage, data })).toMatchObject(said);
    expect(read({ usage, data, text: '"usage":{"prompt_tokens":1}' })).toMatchObject(said);
    expect(read({ data })).toMatchObject({ tokens: { input: 7, output: 0 }, estimated: true });
  });

  it('is estimated by the request alone where it cannot be read', () => {
    expect(tallyAnswer(Buffer.from('<html>'), 7)).toMatchObject({
      tokens: { input: 7, output: 0 },
      estimated: true,
    });
  });
});
