// What providers say of their usage, in each of their forms.
import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../../shared/usage/tally/provider-usage.ts';

const none = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0, reasoning: 0 };

describe('readUsage', () => {
  it.each([
    [
      'OpenAI chat',
      {
        prompt_tokens: 100,
        completion_tokens: 30,
        total_tokens: 130,
        prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 12, audio_tokens: 0 },
      },
      { ...none, input: 100, output: 30, cachedInput: 64, reasoning: 12 },
    ],
    ['OpenAI embeddings', { prompt_tokens: 8, total_tokens: 8 }, { ...none, input: 8 }],
    [
      'OpenAI Responses',
      {
        input_tokens: 75,
        input_tokens_details: { cached_tokens: 25 },
        output_tokens: 1186,
        output_tokens_details: { reasoning_tokens: 1024 },
        total_tokens: 1261,
      },
      { ...none, input: 75, output: 1186, cachedInput: 25, reasoning: 1024 },
    ],
    [
      'Anthropic, where cached input stands beside the rest',
      {
        input_tokens: 10,
        cache_creation_input_tokens: 200,
        cache_read_input_tokens: 3000,
        output_tokens: 40,
        service_tier: 'standard',
      },
      { ...none, input: 3210, output: 40, cachedInput: 3000, cacheWrite: 200 },
    ],
    [
      'details that are null',
      { prompt_tokens: 5, completion_tokens: 6, prompt_tokens_details: null },
      { ...none, input: 5, output: 6 },
    ],
  ])('reads %s', (_form, usage, counts) => {
    expect(readUsage(usage)).toEqual(counts);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', [1, 2]],
    ['an object without counts', { total_tokens: 9 }],
    ['a negative count', { prompt_tokens: -1, completion_tokens: 2 }],
    ['a fraction', { prompt_tokens: 1.5, completion_tokens: 2 }],
    ['text', { prompt_tokens: '7', completion_tokens: 2 }],
    ['a number beyond belief', { prompt_tokens: 1e12, completion_tokens: 2 }],
    ['NaN', { input_tokens: Number.NaN }],
  ])('takes %s for no answer', (_form, usage) => {
    expect(readUsage(usage)).toBeNull();
  });
});
