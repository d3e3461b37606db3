// What providers tell besides tokens by kind: read where it stands, and nothing made of what is none.
import { describe, expect, it } from 'vitest';
import { tallyAnswer } from '../../../../shared/usage/tally/answer-tally.ts';
import { StreamTally } from '../../../../shared/usage/tally/stream-tally.ts';
import { totalsOf } from '../../../../shared/usage/totals.ts';
import { variantUsageOf } from '../../../../shared/usage/variant.ts';

const buffered = (answer: unknown) => tallyAnswer(Buffer.from(JSON.stringify(answer)), 7);
function streamed(...events: object[]) {
  const tally = new StreamTally(7);
  for (const event of events) tally.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  return tally.result();
}

const ANTHROPIC = {
  input_tokens: 10,
  output_tokens: 5,
  cache_creation_input_tokens: 8,
  cache_creation: { ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 5 },
  server_tool_use: { web_search_requests: 2 },
  service_tier: 'priority',
  inference_geo: 'us',
  output_tokens_details: { thinking_tokens: 4 },
};

describe('Anthropic', () => {
  const told = {
    tokens: { input: 18, output: 5, cacheWrite: 8, reasoning: 4 },
    others: { longCacheWriteTokens: 5, webSearchRequests: 2 },
    variant: { serviceTier: 'priority', inferenceGeo: 'us' },
  };

  it('tells caches of an hour, searches, thoughts, tier and place', () => {
    expect(buffered({ usage: ANTHROPIC })).toMatchObject(told);
    const { output_tokens, ...begun } = ANTHROPIC;
    const start = { type: 'message_start', message: { usage: begun } };
    const end = { type: 'message_delta', usage: { output_tokens } };
    expect(streamed(start, end)).toMatchObject(told);
  });
});

describe('OpenAI', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 4 };

  it('tells its tier beside the usage', () => {
    const variant = { serviceTier: 'flex', inferenceGeo: '' };
    expect(buffered({ usage, service_tier: 'flex' })).toMatchObject({ variant });
    expect(streamed({ service_tier: 'flex', choices: [], usage })).toMatchObject({ variant });
    const response = { service_tier: 'flex', usage: { input_tokens: 1, output_tokens: 1 } };
    expect(streamed({ type: 'response.completed', response })).toMatchObject({ variant });
  });

  it.each([
    null,
    'default',
    'auto',
    'standard',
    7,
    'a tier of words',
    'x'.repeat(33),
  ])('with the tier %s is as usual', (service_tier) => {
    expect(buffered({ usage, service_tier })).not.toHaveProperty('variant');
  });

  it('pictures are counted, whole, in a large answer, and at the end of a stream', () => {
    const data = [{ b64_json: 'AAAA' }, { url: 'https://h/x' }, { note: '"b64_json":' }];
    expect(buffered({ data, usage })).toMatchObject({ others: { images: 2 } });
    const large = { data: [{ b64_json: 'A'.repeat(2_000_000) }, { b64_json: 'B' }] };
    expect(buffered({ ...large, usage: { input_tokens: 1, output_tokens: 9 } })).toMatchObject({
      tokens: { output: 9 },
      others: { images: 2 },
    });
    const part = { type: 'image_generation.partial_image' };
    const last = {
      type: 'image_generation.completed',
      usage: { input_tokens: 1, output_tokens: 9 },
    };
    expect(streamed(part, part, last)).toMatchObject({ others: { images: 1 }, estimated: false });
  });

  it('recordings are counted by their seconds, and nothing is estimated then', () => {
    const told = buffered({ text: 'Ahoy', usage: { type: 'duration', seconds: 2.4 } });
    expect(told).toMatchObject({ estimated: false, others: { audioSeconds: 3 } });
    expect(told.tokens).toMatchObject({ input: 0, output: 0 });
    expect(buffered({ text: 'Ahoy', usage: { type: 'duration', seconds: -1 } }).others).toEqual({});
  });
});

describe('the sums', () => {
  it('add everything up, and each way of working by itself', () => {
    const tokens = { input: 5, output: 2, cachedInput: 1, cacheWrite: 0, reasoning: 0 };
    const totals = totalsOf(
      {
        outcome: 'ok',
        tokens,
        estimated: false,
        others: { images: 2, audioSeconds: 3, webSearchRequests: 1, longCacheWriteTokens: 4 },
        variant: { serviceTier: 'priority', inferenceGeo: '' },
      },
      {},
    );
    expect(totals).toMatchObject({
      requests: 1,
      images: 2,
      audioSeconds: 3,
      webSearchRequests: 1,
      longCacheWriteTokens: 4,
    });
    expect(variantUsageOf(totals.variants)).toEqual([
      {
        serviceTier: 'priority',
        inferenceGeo: '',
        requests: 1,
        inputTokens: 5,
        cachedInputTokens: 1,
        outputTokens: 2,
      },
    ]);
    expect(() => variantUsageOf({ 'a#b': 1 })).toThrow('wrong name');
  });

  it('of a call that ran in the background are no second request', () => {
    const tokens = { input: 5, output: 2, cachedInput: 0, cacheWrite: 0, reasoning: 0 };
    const settled = { outcome: 'ok', tokens, estimated: false } as const;
    expect(totalsOf(settled, { purpose: 'background' })).toMatchObject({
      requests: 0,
      inputTokens: 5,
    });
  });
});
