// The images of the demo provider: the smallest picture that there is, whatever was asked for.
import { countTokens } from './prompt.ts';
import { type Body, json, openaiError, type Reply } from './reply.ts';

/** One grey pixel, PNG. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

const usageOf = (prompt: string) => {
  const input = countTokens(prompt);
  const details = { text_tokens: input, image_tokens: 0 };
  const output = 1;
  return {
    input_tokens: input,
    output_tokens: output,
    total_tokens: input + output,
    input_tokens_details: details,
  };
};

/** `kind`: the beginning of its events' names; null: a variation, which has no prompt and no stream. */
const images =
  (kind: 'image_generation' | 'image_edit' | null) =>
  (body: Body): Reply => {
    const prompt = String(body['prompt'] ?? '');
    if (kind !== null && prompt === '')
      return openaiError(400, "'prompt' is missing.", null, 'prompt');
    const created = Math.floor(Date.now() / 1000);
    const usage = usageOf(prompt);
    const settings = { background: 'opaque', output_format: 'png', quality: 'low', size: '1x1' };
    if (kind !== null && String(body['stream']) === 'true') {
      const event = (name: string, more: object) => ({
        event: `${kind}.${name}`,
        data: {
          type: `${kind}.${name}`,
          b64_json: PIXEL,
          created_at: created,
          ...settings,
          ...more,
        },
      });
      const events = [
        event('partial_image', { partial_image_index: 0 }),
        event('completed', { usage }),
      ];
      return { kind: 'events', done: false, events };
    }
    const count = Math.min(10, Math.max(1, Number(body['n'] ?? 1) || 1));
    const data = Array.from({ length: count }, () => ({ b64_json: PIXEL }));
    return json({ created, data, ...settings, usage });
  };

export const createImage = images('image_generation');
export const createImageEdit = images('image_edit');
export const createImageVariation = images(null);
