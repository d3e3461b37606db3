// Anthropic's messages for tests: writes what a model says as a stream or a whole, and reads what a client gets.
import fc from 'fast-check';
import { eventsIn } from './rules.ts';
import { pieces, type ToolSaid, toolSaid } from './said.ts';

export type BlockSaid =
  | { readonly type: 'text' | 'thinking'; readonly parts: string[] }
  | ({ readonly type: 'tool_use' } & ToolSaid);

const blockSaid: fc.Arbitrary<BlockSaid> = fc.oneof(
  fc.record({ type: fc.constantFrom('text' as const, 'thinking' as const), parts: pieces }),
  toolSaid.map((tool) => ({ type: 'tool_use' as const, ...tool })),
);
export const messageSaid = fc.array(blockSaid, { minLength: 1, maxLength: 4 });

type Json = Record<string, unknown>;
/** By block: its text, the input of a tool as canonical JSON; its name and signature under keys of their own. */
type Client = Map<string, string>;

const head = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' };
const usage = { input_tokens: 1, output_tokens: 2 };

function blockEvents(block: BlockSaid, index: number): object[] {
  const delta = (more: object): object => ({ type: 'content_block_delta', index, delta: more });
  const start = (more: object): object => ({
    type: 'content_block_start',
    index,
    content_block: { type: block.type, ...more },
  });
  const stop = { type: 'content_block_stop', index };
  switch (block.type) {
    case 'text':
      return [
        start({ text: '' }),
        ...block.parts.map((text) => delta({ type: 'text_delta', text })),
        stop,
      ];
    case 'thinking':
      return [
        start({ thinking: '', signature: '' }),
        ...block.parts.map((thinking) => delta({ type: 'thinking_delta', thinking })),
        delta({ type: 'signature_delta', signature: 'c2lnbmVk' }),
        stop,
      ];
    case 'tool_use':
      return [
        start({ id: `toolu_${index}`, name: block.name, input: {} }),
        ...['', ...block.parts].map((part) =>
          delta({ type: 'input_json_delta', partial_json: part }),
        ),
        stop,
      ];
  }
}

export const messagesStream = (blocks: readonly BlockSaid[]): string[] =>
  [
    { type: 'message_start', message: { ...head, content: [], stop_reason: null, usage } },
    { type: 'ping' },
    ...blocks.flatMap(blockEvents),
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ].map((event) => JSON.stringify(event));

function blockOf(block: BlockSaid, index: number): object {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.parts.join('') };
    case 'thinking':
      return { type: 'thinking', thinking: block.parts.join(''), signature: 'c2lnbmVk' };
    case 'tool_use':
      return { type: 'tool_use', id: `toolu_${index}`, name: block.name, input: block.input };
  }
}

export const messagesAnswer = (blocks: readonly BlockSaid[]): object => ({
  ...head,
  content: blocks.map(blockOf),
  stop_reason: 'end_turn',
  usage,
});

/** Throws when the order is none that clients understand. */
export function messagesClient(stream: string): Client {
  const content: Json[] = [];
  const inputs = new Map<Json, string>();
  let open: Json | null = null;
  let state = 'start';
  for (const event of eventsIn(stream)) {
    const block = content[Number(event['index'])];
    if (state === 'stop') throw new Error('an event after the end');
    switch (event['type']) {
      case 'message_start':
        state = 'open';
        break;
      case 'content_block_start':
        if (open !== null || content.length !== event['index']) throw new Error('a block too many');
        open = event['content_block'] as Json;
        content.push(open);
        break;
      case 'content_block_delta':
        if (block === undefined || block !== open) throw new Error('text outside of its block');
        addDelta(block, event['delta'] as Json, inputs);
        break;
      case 'content_block_stop':
        open = null;
        break;
      case 'message_stop':
        state = 'stop';
        break;
    }
  }
  if (state !== 'stop' || open !== null) throw new Error('no end');
  for (const [block, json] of inputs) block['input'] = json === '' ? {} : JSON.parse(json);
  return messagesReader({ content });
}

function addDelta(block: Json, delta: Json, inputs: Map<Json, string>): void {
  const { type, text, thinking, signature, partial_json: json } = delta;
  if (type === 'text_delta') block['text'] = `${block['text']}${text}`;
  if (type === 'thinking_delta') block['thinking'] = `${block['thinking']}${thinking}`;
  if (type === 'signature_delta') block['signature'] = signature;
  if (type === 'input_json_delta') inputs.set(block, (inputs.get(block) ?? '') + String(json));
}

export function messagesReader({ content }: Json): Client {
  const client: Client = new Map();
  for (const [index, block] of (content as Json[]).entries())
    for (const name of ['text', 'thinking', 'signature', 'name', 'input'])
      if (block[name] !== undefined)
        client.set(
          `${index} ${name}`,
          name === 'input' ? JSON.stringify(block[name]) : String(block[name]),
        );
  return client;
}
