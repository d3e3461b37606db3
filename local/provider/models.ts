// The models that the demo provider offers, in OpenAI's and in Anthropic's form.
import { json, openaiError, type Reply } from './reply.ts';

const OPENAI = [
  'gpt-4o',
  'gpt-4o-mini',
  'gpt-5',
  'o4-mini',
  'text-embedding-3-large',
  'text-embedding-3-small',
  'gpt-image-2',
  'gpt-4o-mini-tts',
  'omni-moderation-latest',
  'whisper-1',
];
const ANTHROPIC = ['claude-haiku-4-5', 'claude-opus-4-5', 'claude-sonnet-5-5'];
const RELEASED = '2025-01-01T00:00:00Z';

/** Anything with a provider's prefix is answered: model names change faster than this list. */
export const isOpenaiModel = (model: unknown): model is string =>
  typeof model === 'string' &&
  /^(gpt-|o\d|chatgpt-|text-embedding-|(?:omni|text)-moderation-|whisper-|tts-|ft:)/.test(model);
export const isAnthropicModel = (model: unknown): model is string =>
  typeof model === 'string' && model.startsWith('claude-');

const openaiForm = (id: string) => ({
  id,
  object: 'model',
  created: Date.parse(RELEASED) / 1000,
  owned_by: 'demo',
});
const anthropicForm = (id: string) => ({
  type: 'model',
  id,
  display_name: id,
  created_at: RELEASED,
});

export function listModels(isAnthropic: boolean): Reply {
  if (!isAnthropic) return json({ object: 'list', data: OPENAI.map(openaiForm) });
  const data = ANTHROPIC.map(anthropicForm);
  return json({ data, has_more: false, first_id: data[0]?.id, last_id: data.at(-1)?.id });
}

export function getModel(id: string, isAnthropic: boolean): Reply {
  if (isAnthropic && isAnthropicModel(id)) return json(anthropicForm(id));
  if (!isAnthropic && isOpenaiModel(id)) return json(openaiForm(id));
  return unknownModel(id);
}

export const unknownModel = (model: unknown): Reply =>
  openaiError(
    404,
    `The model \`${typeof model === 'string' ? model : ''}\` does not exist or you do not have access to it.`,
    'model_not_found',
  );
