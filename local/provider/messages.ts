// POST /v1/messages of the demo provider, in Anthropic's wire format.
import { isAnthropicModel } from './models.ts';
import { countTokens, demoAnswer, idOf, limitTokens, sampleOf, textOf, wordsOf } from './prompt.ts';
import { anthropicError, type Body, json, type Reply, type StreamEvent } from './reply.ts';

type Block =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: unknown;
    };

const invalid = (message: string): Reply => anthropicError(400, 'invalid_request_error', message);

export function createMessage(body: Body): Reply {
  const { model, messages, max_tokens: maxTokens } = body;
  if (!isAnthropicModel(model)) return anthropicError(404, 'not_found_error', 'model: unknown');
  if (typeof maxTokens !== 'number') return invalid('max_tokens: Field required');
  if (!Array.isArray(messages) || messages.length === 0) return invalid('messages: Field required');
  const { block, stopReason } = answer(body, messages as Body[], model);
  const prompt = [body['system'], ...(messages as Body[]).map(({ content }) => content)];
  const message = {
    id: idOf('msg_', JSON.stringify(body)),
    type: 'message',
    role: 'assistant',
    model,
    content: [block],
    stop_reason: stopReason,
    stop_sequence: null,
    usage: {
      input_tokens: countTokens(prompt.map(textOf).join('\n')),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: countTokens(block.type === 'text' ? block.text : JSON.stringify(block.input)),
    },
  };
  return body['stream'] === true
    ? { kind: 'events', done: false, events: streamOf(message, block) }
    : json(message);
}

/** POST /v1/messages/count_tokens. */
export function countMessageTokens(body: Body): Reply {
  const { model, messages, system } = body;
  if (!isAnthropicModel(model)) return anthropicError(404, 'not_found_error', 'model: unknown');
  if (!Array.isArray(messages) || messages.length === 0) return invalid('messages: Field required');
  const texts = [system, ...(messages as Body[]).map(({ content }) => content)].map(textOf);
  return json({ input_tokens: countTokens(texts.join('\n')) });
}

function answer(
  body: Body,
  messages: readonly Body[],
  model: string,
): { block: Block; stopReason: 'end_turn' | 'max_tokens' | 'tool_use' } {
  const result = toolResultIn(messages.at(-1));
  const asked = messages.findLast(
    (entry) => entry['role'] === 'user' && toolResultIn(entry) === null,
  );
  const prompt = textOf(asked?.['content']);
  const tool = result === null ? chosenTool(body) : undefined;
  if (tool !== undefined) {
    const input = sampleOf(tool['input_schema'], prompt);
    const id = idOf('toolu_', JSON.stringify(input));
    return {
      block: { type: 'tool_use', id, name: String(tool['name']), input },
      stopReason: 'tool_use',
    };
  }
  const { text, cut } = limitTokens(demoAnswer(prompt, model, result), body['max_tokens']);
  return { block: { type: 'text', text }, stopReason: cut ? 'max_tokens' : 'end_turn' };
}

function toolResultIn(message: Body | undefined): string | null {
  const content = message?.['content'];
  if (!Array.isArray(content)) return null;
  const result = (content as Body[]).find(({ type }) => type === 'tool_result');
  return result === undefined ? null : textOf(result['content']);
}

function chosenTool(body: Body): Body | undefined {
  const tools = (Array.isArray(body['tools']) ? body['tools'] : []) as Body[];
  const choice = (body['tool_choice'] ?? {}) as Body;
  if (choice['type'] === 'none') return undefined;
  return tools.find(({ name }) => choice['name'] === undefined || name === choice['name']);
}

function streamOf(
  message: { readonly usage: object; readonly stop_reason: string },
  block: Block,
): StreamEvent[] {
  const { usage, stop_reason: stopReason } = message;
  const begun = {
    ...message,
    content: [],
    stop_reason: null,
    usage: { ...usage, output_tokens: 1 },
  };
  const open = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
  const events: (readonly [type: string, fields: object])[] = [
    ['message_start', { message: begun }],
    ['content_block_start', { index: 0, content_block: open }],
    ['ping', {}],
    ...deltas(block).map((delta) => ['content_block_delta', { index: 0, delta }] as const),
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: stopReason, stop_sequence: null }, usage }],
    ['message_stop', {}],
  ];
  return events.map(([type, fields]) => ({ event: type, data: { type, ...fields } }));
}

const deltas = (block: Block): object[] =>
  block.type === 'text'
    ? wordsOf(block.text).map((text) => ({ type: 'text_delta', text }))
    : ['', ...(JSON.stringify(block.input).match(/.{1,8}/gs) ?? [])].map((piece) => ({
        type: 'input_json_delta',
        partial_json: piece,
      }));
