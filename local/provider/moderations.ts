// POST /moderations of the demo provider: nothing is ever flagged, except a text that asks for it.
import { idOf } from './prompt.ts';
import { type Body, json, openaiError, type Reply } from './reply.ts';

const CATEGORIES = ['harassment', 'hate', 'illicit', 'self-harm', 'sexual', 'violence'];

export function createModeration(body: Body): Reply {
  const { input, model } = body;
  if (input === undefined) return openaiError(400, "'input' is missing.", null, 'input');
  const texts = (Array.isArray(input) ? input : [input]) as unknown[];
  const results = texts.map((text) => {
    const isFlagged = JSON.stringify(text).includes('violence');
    const by = <T>(value: (name: string) => T) =>
      Object.fromEntries(CATEGORIES.map((name) => [name, value(name)]));
    return {
      flagged: isFlagged,
      categories: by((name) => isFlagged && name === 'violence'),
      category_scores: by((name) => (isFlagged && name === 'violence' ? 0.9 : 0.01)),
      category_applied_input_types: by(() => ['text']),
    };
  });
  const id = idOf('modr-', JSON.stringify(body));
  return json({ id, model: model ?? 'omni-moderation-latest', results });
}
