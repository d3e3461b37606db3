// POST /completions of the demo provider, OpenAI's legacy wire format.
import { isOpenaiModel, unknownModel } from './models.ts';
import { countTokens, demoAnswer, idOf, limitTokens, wordsOf } from './prompt.ts';
import { type Body, json, openaiError, type Reply, type StreamEvent } from './reply.ts';

export function createCompletion(body: Body): Reply {
  const { model, prompt } = body;
  if (!isOpenaiModel(model)) return unknownModel(model);
  if (prompt === undefined) return openaiError(400, "'prompt' is missing.", null, 'prompt');
  const asked = Array.isArray(prompt) ? prompt.join(' ') : String(prompt);
  const { text, cut } = limitTokens(demoAnswer(asked, model, null), body['max_tokens'] ?? 400);
  const base = {
    id: idOf('cmpl-', JSON.stringify(body)),
    object: 'text_completion',
    created: Math.floor(Date.now() / 1000),
    model,
  };
  const choice = (piece: string, reason: string | null) => ({
    index: 0,
    text: piece,
    logprobs: null,
    finish_reason: reason,
  });
  const reason = cut ? 'length' : 'stop';
  const [input, output] = [countTokens(asked), countTokens(text)];
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
  };
  if (body['stream'] !== true) return json({ ...base, choices: [choice(text, reason)], usage });
  const chunk = (choices: object[], counted?: object): StreamEvent => ({
    event: null,
    data: { ...base, choices, ...(counted === undefined ? {} : { usage: counted }) },
  });
  const withUsage = (body['stream_options'] as Body | undefined)?.['include_usage'] === true;
  return {
    kind: 'events',
    done: true,
    events: [
      ...wordsOf(text).map((word) => chunk([choice(word, null)])),
      chunk([choice('', reason)]),
      ...(withUsage ? [chunk([], usage)] : []),
    ],
  };
}
