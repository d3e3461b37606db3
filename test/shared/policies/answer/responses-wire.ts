// The Responses API for tests: writes what a model says as a stream or a whole, and reads what a client gets.
import fc from 'fast-check';
import { eventsIn } from './rules.ts';
import { pieces, type ToolSaid, toolSaid } from './said.ts';

export type ItemSaid =
  | { readonly type: 'message'; readonly parts: string[][]; readonly refusal: string[] }
  | { readonly type: 'reasoning'; readonly summaries: string[][] }
  | { readonly type: 'custom_tool_call'; readonly input: string[] }
  | ({ readonly type: 'function_call' } & Omit<ToolSaid, 'input'> & { readonly value: object });

const several = fc.array(pieces, { minLength: 1, maxLength: 2 });
const itemSaid: fc.Arbitrary<ItemSaid> = fc.oneof(
  fc.record({ type: fc.constant('message' as const), parts: several, refusal: pieces }),
  fc.record({ type: fc.constant('reasoning' as const), summaries: several }),
  fc.record({ type: fc.constant('custom_tool_call' as const), input: pieces }),
  toolSaid.map(({ name, input, parts }) => ({
    type: 'function_call' as const,
    name,
    value: input,
    parts,
  })),
);
export const responseSaid = fc.array(itemSaid, { minLength: 1, maxLength: 3 });

type Json = Record<string, unknown>;
type Client = Map<string, string>;

export function itemOf(said: ItemSaid, index: number): Json {
  const id = `item_${index}`;
  switch (said.type) {
    case 'message': {
      const texts = said.parts.map((parts) => ({
        type: 'output_text',
        text: parts.join(''),
        annotations: [],
        logprobs: [],
      }));
      const refusal = { type: 'refusal', refusal: said.refusal.join('') };
      return { id, type: 'message', role: 'assistant', content: [...texts, refusal] };
    }
    case 'reasoning':
      return {
        id,
        type: 'reasoning',
        summary: said.summaries.map((parts) => ({ type: 'summary_text', text: parts.join('') })),
      };
    case 'custom_tool_call':
      return { id, type: said.type, call_id: 'c', name: 'run', input: said.input.join('') };
    case 'function_call':
      return { id, type: said.type, call_id: 'c', name: said.name, arguments: said.parts.join('') };
  }
}

type Told = { readonly event: string; readonly member: string; readonly place: Json };

const told = (
  item: Json,
  index: number,
  parts: string[],
  { event, member, place }: Told,
): Json[] => {
  const at = { item_id: item['id'], output_index: index, ...place };
  return [
    ...parts.map((delta) => ({
      type: `response.${event}.delta`,
      ...at,
      delta,
      obfuscation: 'xxxxx',
      ...(event === 'output_text' ? { logprobs: [{ token: delta }] } : {}),
    })),
    { type: `response.${event}.done`, ...at, [member]: parts.join('') },
  ];
};

function partEvents(item: Json, index: number, part: Json, parts: string[], place: Json): Json[] {
  const isSummary = part['type'] === 'summary_text';
  const member = part['type'] === 'refusal' ? 'refusal' : 'text';
  const name = isSummary ? 'reasoning_summary_part' : 'content_part';
  const event = isSummary ? 'reasoning_summary_text' : String(part['type']);
  const at = { item_id: item['id'], output_index: index, ...place };
  return [
    { type: `response.${name}.added`, ...at, part: { ...part, [member]: '' } },
    ...told(item, index, parts, { event, member, place }),
    { type: `response.${name}.done`, ...at, part },
  ];
}

function itemEvents(said: ItemSaid, index: number): Json[] {
  const item = itemOf(said, index);
  const list = (item['content'] ?? item['summary'] ?? []) as Json[];
  switch (said.type) {
    case 'message':
      return list.flatMap((part, at) =>
        partEvents(item, index, part, said.parts[at] ?? said.refusal, { content_index: at }),
      );
    case 'reasoning':
      return list.flatMap((part, at) =>
        partEvents(item, index, part, said.summaries[at] ?? [], { summary_index: at }),
      );
    case 'custom_tool_call':
      return told(item, index, said.input, {
        event: 'custom_tool_call_input',
        member: 'input',
        place: {},
      });
    case 'function_call':
      return told(item, index, said.parts, {
        event: 'function_call_arguments',
        member: 'arguments',
        place: {},
      });
  }
}

const begun = (item: Json): Json => ({
  ...item,
  ...(item['content'] === undefined ? {} : { content: [] }),
  ...(item['summary'] === undefined ? {} : { summary: [] }),
  ...(item['input'] === undefined ? {} : { input: '' }),
  ...(item['arguments'] === undefined ? {} : { arguments: '' }),
});

const head = { id: 'resp_1', object: 'response', model: 'gpt', instructions: null };
export const responsesAnswer = (items: readonly ItemSaid[]): Json => ({
  ...head,
  status: 'completed',
  output: items.map(itemOf),
});

/** `isTerse`: without deltas, as some servers answer that only pretend to stream. */
export function responsesStream(items: readonly ItemSaid[], isTerse = false): string[] {
  const events = [
    { type: 'response.created', response: { ...head, status: 'in_progress', output: [] } },
    ...items.flatMap((said, index) => {
      const item = itemOf(said, index);
      return [
        { type: 'response.output_item.added', output_index: index, item: begun(item) },
        ...itemEvents(said, index).filter(
          ({ type }) => !isTerse || !String(type).endsWith('.delta'),
        ),
        { type: 'response.output_item.done', output_index: index, item },
      ];
    }),
    { type: 'response.completed', response: responsesAnswer(items) },
  ];
  return events.map((event, at) => JSON.stringify({ ...event, sequence_number: at }));
}

const TEXTS = ['text', 'refusal', 'input', 'arguments'];

/** Texts by item and part, from the deltas. Throws when an event says something else of them, or is out of order. */
export function responsesClient(stream: string): Client {
  const client: Client = new Map();
  for (const event of numbered(stream)) {
    const type = String(event['type']);
    const key = `${event['output_index']} ${event['content_index'] ?? event['summary_index'] ?? ''}`;
    if (type.endsWith('.delta')) client.set(key, (client.get(key) ?? '') + event['delta']);
    else if (type.endsWith('.done')) for (const name of TEXTS) check(client, key, event[name]);
    if (type === 'response.output_item.done')
      checkAll(client, [[Number(event['output_index']), event['item'] as Json]]);
  }
  checkAll(client, [...(lastOutput(stream) as Json[]).entries()]);
  return client;
}

/** The same from the last snapshot alone. */
export const terseClient = (stream: string): Client =>
  responsesReader({ output: lastOutput(stream) });

function lastOutput(stream: string): unknown {
  const last = numbered(stream).at(-1);
  if (last?.['type'] !== 'response.completed') throw new Error('no end');
  return (last['response'] as Json)['output'];
}

function numbered(stream: string): Json[] {
  const events = eventsIn(stream);
  if (events.some((event, at) => event['sequence_number'] !== at))
    throw new Error('a gap in the sequence');
  return events;
}

function check(client: Client, key: string, text: unknown): void {
  if (typeof text === 'string' && text !== (client.get(key) ?? ''))
    throw new Error(`a snapshot says otherwise: ${text} / ${client.get(key)}`);
}

function checkAll(client: Client, items: readonly (readonly [number, Json])[]): void {
  for (const [index, item] of items)
    for (const [key, text] of responsesReader({ output: { [index]: item } }))
      check(client, key, text);
}

export function responsesReader({ output }: Json): Client {
  const client: Client = new Map();
  for (const [index, item] of Object.entries(output as Record<string, Json>)) {
    const parts = [...Object.entries((item['content'] ?? item['summary'] ?? []) as Json[])];
    for (const [at, part] of [...parts, ['', item] as const])
      for (const member of TEXTS)
        if (typeof part[member] === 'string') client.set(`${index} ${at}`, part[member]);
  }
  return client;
}
