// POST /chat/completions of the demo provider, in OpenAI's wire format.
import { isAnthropicModel, isOpenaiModel, unknownModel } from './models.ts';
import { countTokens, demoAnswer, idOf, limitTokens, sampleOf, textOf, wordsOf } from './prompt.ts';
import { type Body, json, openaiError, type Reply, type StreamEvent } from './reply.ts';

type Message = { readonly role?: unknown; readonly content?: unknown };
type ToolCall = {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
};
type Outcome = {
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
};

export function chatCompletion(body: Body): Reply {
  const { model, messages } = body;
  if (!isOpenaiModel(model) && !isAnthropicModel(model)) return unknownModel(model);
  if (!Array.isArray(messages) || messages.length === 0)
    return openaiError(400, "Invalid 'messages': a list is needed.", 'invalid_value', 'messages');
  const outcome = answer(body, messages as Message[], model);
  const prompt = (messages as Message[]).map(({ content }) => textOf(content)).join('\n');
  const written = `${outcome.text ?? ''}${outcome.toolCalls.map((c) => c.function.arguments).join('')}`;
  const usage = usageOf(countTokens(prompt), countTokens(written));
  const base = { id: idOf('chatcmpl-', JSON.stringify(body)), created: nowSeconds(), model };
  return body['stream'] === true
    ? { kind: 'events', done: true, events: chunks(base, outcome, usage, body) }
    : json({ ...base, object: 'chat.completion', choices: choices(body, outcome), usage });
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

const usageOf = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
});

function answer(body: Body, messages: readonly Message[], model: string): Outcome {
  const last = messages.at(-1);
  const prompt = textOf(messages.findLast(({ role }) => role === 'user')?.content);
  const toolResult = last?.role === 'tool' ? textOf(last.content) : null;
  const tool = toolResult === null ? chosenTool(body) : null;
  if (tool !== null) {
    const args = JSON.stringify(sampleOf(tool.parameters, prompt));
    const call = {
      id: idOf('call_', args),
      type: 'function',
      function: { name: tool.name, arguments: args },
    } as const;
    return { text: null, toolCalls: [call], finishReason: 'tool_calls' };
  }
  const whole = structuredAnswer(body, prompt) ?? demoAnswer(prompt, model, toolResult);
  const { text, cut } = limitTokens(whole, body['max_completion_tokens'] ?? body['max_tokens']);
  return { text, toolCalls: [], finishReason: cut ? 'length' : 'stop' };
}

function chosenTool(body: Body): { name: string; parameters: unknown } | null {
  const tools = (Array.isArray(body['tools']) ? body['tools'] : []) as Record<string, unknown>[];
  const choice = body['tool_choice'] as { function?: { name?: unknown } } | string | undefined;
  if (choice === 'none') return null;
  const wanted = typeof choice === 'object' ? choice.function?.name : undefined;
  const functions = tools.map((tool) => (tool['function'] ?? {}) as Record<string, unknown>);
  const found = functions.find(({ name }) => wanted === undefined || name === wanted);
  return found === undefined
    ? null
    : { name: String(found['name']), parameters: found['parameters'] };
}

/** `response_format` of type json_schema or json_object asks for JSON; null: it does not. */
function structuredAnswer(body: Body, prompt: string): string | null {
  const format = (body['response_format'] ?? {}) as Record<string, unknown>;
  const schema = (format['json_schema'] ?? {}) as Record<string, unknown>;
  if (format['type'] === 'json_schema') return JSON.stringify(sampleOf(schema['schema'], prompt));
  return format['type'] === 'json_object' ? JSON.stringify({ answer: prompt }) : null;
}

function choices(body: Body, { text, toolCalls, finishReason }: Outcome) {
  const count = typeof body['n'] === 'number' ? Math.min(Math.max(1, body['n']), 8) : 1;
  return Array.from({ length: count }, (_, index) => ({
    index,
    message: {
      role: 'assistant',
      content: text,
      refusal: null,
      ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
    },
    logprobs: null,
    finish_reason: finishReason,
  }));
}

function chunks(base: object, outcome: Outcome, usage: object, body: Body): StreamEvent[] {
  const wantsUsage = (body['stream_options'] as Body | undefined)?.['include_usage'] === true;
  const chunk = (list: object[], more: object = {}): StreamEvent => ({
    event: null,
    data: {
      ...base,
      object: 'chat.completion.chunk',
      choices: list,
      ...(wantsUsage ? { usage: null } : {}),
      ...more,
    },
  });
  const delta = (content: object, finishReason: string | null = null): StreamEvent =>
    chunk([{ index: 0, delta: content, logprobs: null, finish_reason: finishReason }]);
  return [
    delta({ role: 'assistant', content: outcome.text === null ? null : '', refusal: null }),
    ...wordsOf(outcome.text ?? '').map((content) => delta({ content })),
    ...outcome.toolCalls.flatMap((call, index) => toolDeltas(call, index).map((d) => delta(d))),
    delta({}, outcome.finishReason),
    ...(wantsUsage ? [chunk([], { usage })] : []),
  ];
}

/** Name first, then the arguments in pieces, as OpenAI sends them. */
function toolDeltas(call: ToolCall, index: number): object[] {
  const first = { index, ...call, function: { name: call.function.name, arguments: '' } };
  const pieces = call.function.arguments.match(/.{1,8}/gs) ?? [];
  return [first, ...pieces.map((piece) => ({ index, function: { arguments: piece } }))].map(
    (toolCall) => ({ tool_calls: [toolCall] }),
  );
}
