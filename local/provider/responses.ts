// POST /responses of the demo provider, in the wire format of OpenAI's Responses API.
import { isOpenaiModel, unknownModel } from './models.ts';
import { countTokens, demoAnswer, idOf, limitTokens, sampleOf, textOf, wordsOf } from './prompt.ts';
import { type Body, json, openaiError, type Reply, type StreamEvent } from './reply.ts';

type Item = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

export function createResponse(body: Body): Reply {
  const { model, input } = body;
  if (!isOpenaiModel(model)) return unknownModel(model);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  if (!Array.isArray(items) || items.length === 0)
    return openaiError(
      400,
      "Missing required parameter: 'input'.",
      'missing_required_parameter',
      'input',
    );
  const { item, cut } = outputItem(body, items as Body[], model);
  return json(responseOf(body, items as Body[], item, cut));
}

/** The same response event by event; `after`: the number of the last one that is not told again. */
export function streamResponse(body: Body, after = -1): Reply {
  const whole = createResponse(body);
  if (whole.kind !== 'json' || whole.status !== 200) return whole;
  const response = whole.body as { output: [Item]; status: string };
  const events = streamOf(response, response.output[0], response.status === 'incomplete');
  return { kind: 'events', done: false, events: events.slice(after + 1) };
}

const itemsIn = ({ input }: Body): Body[] =>
  (Array.isArray(input) ? input : [{ role: 'user', content: input ?? '' }]) as Body[];

/** What a response was made from, newest first. */
export function inputItemsOf(body: Body, responseId: string) {
  const data = itemsIn(body)
    .map((item, at) => ({ type: 'message', id: idOf('msg_', `${responseId}${at}`), ...item }))
    .toReversed();
  return {
    object: 'list',
    data,
    first_id: data[0]?.id,
    last_id: data.at(-1)?.id,
    has_more: false,
  };
}

export function compactResponse(body: Body): Reply {
  const items = itemsIn(body);
  const seed = JSON.stringify(items);
  const compaction = {
    type: 'compaction',
    id: idOf('cmp_', seed),
    encrypted_content: Buffer.from(seed).toString('base64'),
  };
  const tokens = countTokens(seed);
  const usage = { input_tokens: tokens, output_tokens: 1, total_tokens: tokens + 1 };
  return json({
    id: idOf('resp_', seed),
    object: 'response.compaction',
    created_at: Math.floor(Date.now() / 1000),
    output: [compaction],
    usage,
  });
}

export const countResponseTokens = (body: Body): Reply =>
  json({
    object: 'response.input_tokens',
    input_tokens: countTokens(
      itemsIn(body)
        .map(({ content }) => textOf(content))
        .join('\n'),
    ),
  });

function outputItem(
  body: Body,
  items: readonly Body[],
  model: string,
): { item: Item; cut: boolean } {
  const prompt = textOf(items.findLast((entry) => entry['role'] === 'user')?.['content']);
  const last = items.at(-1);
  const result = last?.['type'] === 'function_call_output' ? textOf(last['output']) : null;
  const tool = result === null ? chosenTool(body) : undefined;
  if (tool !== undefined) {
    const args = JSON.stringify(sampleOf(tool['parameters'], prompt));
    const ids = { id: idOf('fc_', args), call_id: idOf('call_', args) };
    const call = {
      ...ids,
      type: 'function_call',
      status: 'completed',
      name: tool['name'],
      arguments: args,
    };
    return { item: call, cut: false };
  }
  const whole = structuredAnswer(body, prompt) ?? demoAnswer(prompt, model, result);
  const { text, cut } = limitTokens(whole, body['max_output_tokens']);
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  const message = { type: 'message', status: cut ? 'incomplete' : 'completed', role: 'assistant' };
  return { item: { id: idOf('msg_', text), ...message, content }, cut };
}

function chosenTool(body: Body): Body | undefined {
  const tools = (Array.isArray(body['tools']) ? body['tools'] : []) as Body[];
  const choice = body['tool_choice'] as { name?: unknown } | string | undefined;
  if (choice === 'none') return undefined;
  const wanted = typeof choice === 'object' ? choice.name : undefined;
  return tools.find(
    ({ type, name }) => type === 'function' && (wanted === undefined || name === wanted),
  );
}

function structuredAnswer(body: Body, prompt: string): string | null {
  const format = ((body['text'] as Body | undefined)?.['format'] ?? {}) as Body;
  if (format['type'] === 'json_schema') return JSON.stringify(sampleOf(format['schema'], prompt));
  return format['type'] === 'json_object' ? JSON.stringify({ answer: prompt }) : null;
}

function responseOf(body: Body, items: readonly Body[], item: Item, cut: boolean) {
  const prompt = items.map((entry) => textOf(entry['content'] ?? entry['output'])).join('\n');
  const inputTokens = countTokens(prompt);
  const outputTokens = countTokens(textOf(item['content']) || String(item['arguments'] ?? ''));
  return {
    id: idOf('resp_', JSON.stringify(body)),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: cut ? 'incomplete' : 'completed',
    background: false,
    error: null,
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    model: body['model'],
    output: [item],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    reasoning: { effort: null, summary: null },
    store: body['store'] ?? true,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: inputTokens + outputTokens,
    },
    user: body['user'] ?? null,
    metadata: body['metadata'] ?? {},
  };
}

function streamOf(response: object, item: Item, cut: boolean): StreamEvent[] {
  const begun = {
    ...response,
    status: 'in_progress',
    output: [],
    usage: null,
    incomplete_details: null,
  };
  const open = item.type === 'message' ? { ...item, content: [] } : { ...item, arguments: '' };
  const events: (readonly [type: string, fields: object])[] = [
    ['response.created', { response: begun }],
    ['response.in_progress', { response: begun }],
    ['response.output_item.added', { output_index: 0, item: { ...open, status: 'in_progress' } }],
    ...(item.type === 'message' ? textEvents(item) : argumentEvents(item)),
    ['response.output_item.done', { output_index: 0, item }],
    [cut ? 'response.incomplete' : 'response.completed', { response }],
  ];
  return events.map(([type, fields], at) => ({
    event: type,
    data: { type, sequence_number: at, ...fields },
  }));
}

function textEvents(item: Item): [string, object][] {
  const [part] = item['content'] as [{ text: string }];
  const at = { item_id: item.id, output_index: 0, content_index: 0 };
  return [
    ['response.content_part.added', { ...at, part: { ...part, text: '' } }],
    ...wordsOf(part.text).map((delta): [string, object] => [
      'response.output_text.delta',
      { ...at, delta, logprobs: [] },
    ]),
    ['response.output_text.done', { ...at, text: part.text, logprobs: [] }],
    ['response.content_part.done', { ...at, part }],
  ];
}

function argumentEvents(item: Item): [string, object][] {
  const text = String(item['arguments']);
  const at = { item_id: item.id, output_index: 0 };
  return [
    ...(text.match(/.{1,8}/gs) ?? []).map((delta): [string, object] => [
      'response.function_call_arguments.delta',
      { ...at, delta },
    ]),
    ['response.function_call_arguments.done', { ...at, arguments: text, name: item['name'] }],
  ];
}
