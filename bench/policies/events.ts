// What the guard of an answer costs per event of a stream: reading the frame, the rules, and writing it again.
import { createAnswerGuard } from '../../shared/policies/answer/create-answer-guard.ts';
import { figureOf } from '../stats.ts';
import { compiled, THIRTY_AND_TERMS } from './compiled.ts';
import { prose, tokens } from './corpus.ts';
import type { Row } from './row.ts';

const TEXT_CHARACTERS = 40_000;
const ROUNDS = 7;
const BAR_US = 100;

type Format = 'chat' | 'messages' | 'responses';

const chunk = {
  id: 'chatcmpl-9f8e7d6c5b4a',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'gpt-5',
  system_fingerprint: 'fp_1a2b3c4d5e',
  usage: null,
};

/** Like those of the providers, with what they carry along. */
const eventOf: Readonly<Record<Format, (text: string, at: number) => object>> = {
  chat: (content) => ({
    ...chunk,
    choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null }],
    obfuscation: 'aB3dE6',
  }),
  messages: (text) => ({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text },
  }),
  responses: (delta, at) => ({
    type: 'response.output_text.delta',
    sequence_number: at,
    item_id: 'msg_68a1b2c3d4e5f6a7b8c9',
    output_index: 0,
    content_index: 0,
    delta,
    logprobs: [],
    obfuscation: 'aB3dE6',
  }),
};

/** 30 patterns and 200 terms that mask, on prose in tokens. Microseconds, each event timed by itself. */
export function costPerEvent(): Row[] {
  const formats = ['chat', 'messages', 'responses'] as const;
  const rounds = formats.map((format) => ({ format, costs: measured(format) }));
  const row = (format: Format, costs: readonly number[][], share: number): Row => ({
    what: `an event of ${format}, read, judged and written, ${share === 0.5 ? 'median' : 'p99'}`,
    figure: figureOf(costs.map((each) => each[Math.floor(each.length * share)] ?? Number.NaN)),
    unit: 'µs',
    digits: 1,
    ...(share === 0.5 ? {} : { bar: { atMost: BAR_US } }),
  });
  return rounds.flatMap(({ format, costs }) => [row(format, costs, 0.5), row(format, costs, 0.99)]);
}

/** Of each round but the first, sorted. */
function measured(format: Format): number[][] {
  const { plans } = compiled(THIRTY_AND_TERMS);
  const frames = tokens(prose(TEXT_CHARACTERS)).map((text, at) =>
    Buffer.from(`data: ${JSON.stringify(eventOf[format](text, at))}\n\n`),
  );
  const rounds = Array.from({ length: ROUNDS }, () => {
    const guard = createAnswerGuard({
      plan: plans.outbound,
      endpoint: format,
      streamingMode: 'auto',
      ask: () => Promise.reject(new Error('no model')),
      afterwards: { add: () => undefined },
      onReport: () => undefined,
    });
    const stream = guard?.openStream();
    return frames
      .map((frame) => {
        const before = process.hrtime.bigint();
        stream?.push(frame);
        return Number(process.hrtime.bigint() - before) / 1e3;
      })
      .sort((a, b) => a - b);
  });
  return rounds.slice(1);
}
