// Chat completions for tests: writes what a model says as a stream or a whole answer, and reads what a client gets.
import fc from 'fast-check';
import { eventsIn } from './rules.ts';
import { pieces, type ToolSaid, toolSaid } from './said.ts';

export type ChoiceSaid = {
  readonly reasoning: string[];
  readonly content: string[];
  readonly refusal: string[];
  readonly tools: readonly ToolSaid[];
};

export const choiceSaid: fc.Arbitrary<ChoiceSaid> = fc.record({
  reasoning: pieces,
  content: pieces,
  refusal: pieces,
  tools: fc.array(toolSaid, { maxLength: 2 }),
});

type Json = Record<string, unknown>;
type Client = Map<string, string>;

const common = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7, model: 'gpt' };
const frame = (more: object): string => JSON.stringify({ ...common, ...more });

function steps(said: ChoiceSaid, index: number): string[] {
  const delta = (content: object, finish: string | null = null): string =>
    frame({ choices: [{ index, delta: content, logprobs: null, finish_reason: finish }] });
  const longest = Math.max(0, ...said.tools.map(({ parts }) => parts.length));
  const parts = Array.from({ length: longest }, (_, at) =>
    said.tools.flatMap(({ parts: own }, tool) =>
      own[at] === undefined
        ? []
        : delta({ tool_calls: [{ index: tool, function: { arguments: own[at] } }] }),
    ),
  );
  return [
    delta({ role: 'assistant', content: '' }),
    ...said.reasoning.map((text) => delta({ reasoning_content: text })),
    ...said.content.map((text) => delta({ content: text })),
    ...said.refusal.map((text) => delta({ refusal: text })),
    ...said.tools.map(({ name }, tool) =>
      delta({
        tool_calls: [
          { index: tool, id: `call_${tool}`, type: 'function', function: { name, arguments: '' } },
        ],
      }),
    ),
    ...parts.flat(),
    delta({}, 'stop'),
  ];
}

/** `order` mixes the choices. */
export function chatStream(choices: readonly ChoiceSaid[], order: readonly number[]): string[] {
  const queues = choices.map(steps);
  const mixed: string[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn++) {
    const left = queues.filter((queue) => queue.length > 0);
    mixed.push(left[(order[turn % order.length] ?? 0) % left.length]?.shift() ?? '');
  }
  return [...mixed, frame({ choices: [], usage: { total_tokens: 3 } }), '[DONE]'];
}

export const chatAnswer = (choices: readonly ChoiceSaid[]): object => ({
  ...common,
  object: 'chat.completion',
  choices: choices.map(({ reasoning, content, refusal, tools }, index) => ({
    index,
    message: {
      role: 'assistant',
      reasoning_content: reasoning.join(''),
      content: content.join(''),
      refusal: refusal.join(''),
      tool_calls: tools.map(({ name, parts }, tool) => ({
        id: `call_${tool}`,
        type: 'function',
        function: { name, arguments: parts.join('') },
      })),
    },
    finish_reason: 'stop',
  })),
  usage: { total_tokens: 3 },
});

/** What a client puts together of each text. Throws when the order is none that clients understand. */
export function chatClient(stream: string): Client {
  const client: Client = new Map();
  const finished = new Set<unknown>();
  const begun = new Set<unknown>();
  for (const event of eventsIn(stream)) {
    if (event['id'] !== common.id || event['model'] !== common.model) throw new Error('lost ids');
    for (const { index, delta, finish_reason: finish } of event['choices'] as Json[]) {
      if (finished.has(index)) throw new Error('text after the end');
      if (!begun.has(index) && (delta as Json)['role'] === undefined) throw new Error('no role');
      begun.add(index);
      addMessage(client, `${index}`, delta as Json);
      if (finish !== null) finished.add(index);
    }
  }
  return client;
}

function addMessage(client: Client, index: string, message: Json): void {
  const add = (key: string, text: unknown): void => {
    if (typeof text === 'string') client.set(key, (client.get(key) ?? '') + text);
  };
  for (const name of ['reasoning_content', 'content', 'refusal'])
    add(`${index} ${name}`, message[name]);
  for (const [place, call] of ((message['tool_calls'] ?? []) as Json[]).entries()) {
    const { name, arguments: text } = (call['function'] ?? {}) as Json;
    const tool = `${index} tool ${call['index'] ?? place}`;
    if (!client.has(`${tool} name`) && name === undefined) throw new Error('a call without a name');
    add(`${tool} name`, name);
    add(`${tool} arguments`, text);
  }
}

export function chatReader(answer: Json): Client {
  const client: Client = new Map();
  for (const { index, message } of answer['choices'] as Json[])
    addMessage(client, `${index}`, message as Json);
  return client;
}
