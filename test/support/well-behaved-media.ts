// What a healthy provider answers at its other endpoints: older text, pictures, sound, and responses that it keeps.

export type Body = Record<string, unknown>;

export const USAGE = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

export const frame = (value: unknown, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;

export const SOUND = Buffer.from([0xff, 0xfb, 0x90, 0, 1, 2, 3, 0xfe]);

export const COMPACTION = {
  id: 'resp_compact_mock',
  object: 'response.compaction',
  created_at: 1,
  output: [{ type: 'compaction', id: 'cmp_mock', encrypted_content: 'c2VhbGVk' }],
  usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
};
export const INPUT_TOKENS = { object: 'response.input_tokens', input_tokens: 5 };
export const INPUT_ITEMS = {
  object: 'list',
  data: [
    {
      type: 'message',
      id: 'msg_in_mock',
      role: 'user',
      content: [{ type: 'input_text', text: 'Ahoy' }],
    },
  ],
  first_id: 'msg_in_mock',
  last_id: 'msg_in_mock',
  has_more: false,
};
export const MODERATION = {
  id: 'modr-mock',
  model: 'omni-moderation-latest',
  results: [
    { flagged: false, categories: { violence: false }, category_scores: { violence: 0.01 } },
  ],
};
const IMAGE_USAGE = { input_tokens: 5, output_tokens: 7, total_tokens: 12 };
export const imagesOf = (revised_prompt: string) => ({
  created: 1,
  data: [{ b64_json: 'aW1hZ2U=', revised_prompt }],
  usage: IMAGE_USAGE,
});

export function imageStream(): string {
  const picture = { b64_json: 'aW1hZ2U=', created_at: 1, size: '1x1', quality: 'low' };
  const part = { type: 'image_generation.partial_image', partial_image_index: 0, ...picture };
  const last = { type: 'image_generation.completed', ...picture, usage: IMAGE_USAGE };
  return frame(part, part.type) + frame(last, last.type);
}

export const completion = ({ model }: Body, text: string) => ({
  id: 'cmpl-mock',
  object: 'text_completion',
  created: 1,
  model,
  choices: [{ index: 0, text, logprobs: null, finish_reason: 'stop' }],
  usage: USAGE,
});

export function completionStream({ model }: Body, texts: readonly string[]): string {
  const chunk = (text: string, finish_reason: string | null): string =>
    frame({
      id: 'cmpl-mock',
      object: 'text_completion',
      created: 1,
      model,
      choices: [{ index: 0, text, logprobs: null, finish_reason }],
    });
  const pieces = texts.map((text) => chunk(text, null));
  return [...pieces, chunk('', 'stop'), 'data: [DONE]\n\n'].join('');
}

export function speechStream(): string {
  const part = { type: 'speech.audio.delta', audio: SOUND.toString('base64') };
  const last = { type: 'speech.audio.done', usage: IMAGE_USAGE };
  return frame(part, part.type) + frame(last, last.type);
}
