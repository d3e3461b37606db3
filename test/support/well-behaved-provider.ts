// What a healthy provider answers, in OpenAI's and Anthropic's wire formats.
import type { Script } from './script.ts';
import {
  type Body,
  COMPACTION,
  completion,
  completionStream,
  frame,
  INPUT_ITEMS,
  INPUT_TOKENS,
  imageStream,
  imagesOf,
  MODERATION,
  SOUND,
  speechStream,
  USAGE,
} from './well-behaved-media.ts';

export const PIECES = ['Hel', 'lo from ', 'the provider 😀.'];
export const TEXT = PIECES.join('');

export const wellBehaved: Script = (request, response) => {
  const path = request.url.split('?')[0] ?? '';
  const isJson = request.body.startsWith('{');
  const body: Body = isJson ? JSON.parse(request.body) : {};
  if (path.endsWith('/audio/speech') && body['stream'] !== true)
    return void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(SOUND);
  const answer = answerTo(path, body, request.headers['x-api-key'] !== undefined);
  if (typeof answer === 'string')
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
  else
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'x-request-id': 'upstream' })
      .end(JSON.stringify(answer.value));
};

type Answer = string | { readonly status: number; readonly value: unknown };
type Asked = { readonly body: Body; readonly stream: boolean; readonly isAnthropic: boolean };

/** By the end of the path; the first that fits. */
const ANSWERS: readonly (readonly [path: RegExp, answer: (asked: Asked) => Answer])[] = [
  [/\/chat\/completions$/, ({ body, stream }) => (stream ? chatStream(body) : ok(chat(body)))],
  [/\/responses\/compact$/, () => ok(COMPACTION)],
  [/\/responses\/input_tokens$/, () => ok(INPUT_TOKENS)],
  [/\/input_items$/, () => ok(INPUT_ITEMS)],
  [/\/responses\/\w+(?:\/cancel)?$/, () => ok(response({ model: 'gpt-4o' }, TEXT))],
  [
    /\/responses$/,
    ({ body, stream }) => (stream ? responseStream(body) : ok(response(body, TEXT))),
  ],
  [/\/moderations$/, () => ok(MODERATION)],
  [/\/images\/\w+$/, ({ stream }) => (stream ? imageStream() : ok(imagesOf(TEXT)))],
  [/\/audio\/speech$/, () => speechStream()],
  [/\/audio\/\w+$/, () => ok({ text: TEXT, usage: { type: 'duration', seconds: 3 } })],
  [
    /\/completions$/,
    ({ body, stream }) => (stream ? completionStream(body, PIECES) : ok(completion(body, TEXT))),
  ],
  [/\/embeddings$/, ({ body }) => ok(embeddings(body))],
  [/\/messages\/count_tokens$/, () => ok({ input_tokens: 5 })],
  [/\/messages$/, ({ body, stream }) => (stream ? messageStream(body) : ok(message(body)))],
  [/\/models$/, ({ isAnthropic }) => ok(isAnthropic ? ANTHROPIC_MODELS : OPENAI_MODELS)],
];

function answerTo(path: string, body: Body, isAnthropic: boolean): Answer {
  const stream = body['stream'] === true;
  const known = ANSWERS.find(([pattern]) => pattern.test(path));
  return (
    known?.[1]({ body, stream, isAnthropic }) ?? {
      status: 404,
      value: { error: { message: 'no such path', type: 'x', code: null } },
    }
  );
}

const ok = (value: unknown) => ({ status: 200, value });

const chat = ({ model, tools }: Body) => ({
  id: 'chatcmpl-mock',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [
    Array.isArray(tools)
      ? {
          index: 0,
          message: { role: 'assistant', content: null, tool_calls: [CALL] },
          finish_reason: 'tool_calls',
        }
      : { index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' },
  ],
  usage: USAGE,
});

const CALL = {
  id: 'call_1',
  type: 'function',
  function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
};

function chatStream({ model, stream_options }: Body): string {
  const withUsage = (stream_options as Body | undefined)?.['include_usage'] === true;
  const chunk = (choices: unknown[], usage: unknown): string =>
    frame({
      id: 'chatcmpl-mock',
      object: 'chat.completion.chunk',
      created: 1,
      model,
      choices,
      ...(withUsage ? { usage } : {}),
    });
  return [
    ...PIECES.map((content) =>
      chunk([{ index: 0, delta: { content }, finish_reason: null }], null),
    ),
    chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null),
    withUsage ? chunk([], USAGE) : '',
    'data: [DONE]\n\n',
  ].join('');
}

const response = ({ model }: Body, text: string) => ({
  id: 'resp_mock',
  object: 'response',
  created_at: 1,
  status: 'completed',
  model,
  output: [
    {
      type: 'message',
      id: 'msg_mock',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [] }],
    },
  ],
  usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
});

function responseStream(body: Body): string {
  const item = { item_id: 'msg_mock', output_index: 0, content_index: 0 };
  const events = [
    {
      type: 'response.created',
      response: { ...response(body, ''), status: 'in_progress', output: [] },
    },
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: {
        type: 'message',
        id: 'msg_mock',
        role: 'assistant',
        status: 'in_progress',
        content: [],
      },
    },
    ...PIECES.map((delta) => ({ type: 'response.output_text.delta', ...item, delta })),
    { type: 'response.output_text.done', ...item, text: TEXT },
    { type: 'response.completed', response: response(body, TEXT) },
  ];
  return events
    .map((event, sequence_number) => frame({ ...event, sequence_number }, event.type))
    .join('');
}

function embeddings({ model, input, encoding_format }: Body) {
  const inputs = Array.isArray(input) ? input : [input];
  const vector = [0.25, -0.5, 1];
  const bytes = Buffer.from(new Float32Array(vector).buffer).toString('base64');
  return {
    object: 'list',
    model,
    data: inputs.map((_, index) => ({
      object: 'embedding',
      index,
      embedding: encoding_format === 'base64' ? bytes : vector,
    })),
    usage: { prompt_tokens: 5, total_tokens: 5 },
  };
}

const message = ({ model }: Body) => ({
  id: 'msg_mock',
  type: 'message',
  role: 'assistant',
  model,
  content: [{ type: 'text', text: TEXT }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 5, output_tokens: 7 },
});

function messageStream(body: Body): string {
  const events = [
    { type: 'message_start', message: { ...message(body), content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...PIECES.map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 7 },
    },
    { type: 'message_stop' },
  ];
  return events.map((event) => frame(event, event.type)).join('');
}

const OPENAI_MODELS = {
  object: 'list',
  data: [
    { id: 'gpt-mock', object: 'model', created: 1_700_000_000, owned_by: 'openai' },
    { id: 'text-embedding-mock', object: 'model', created: 1_700_000_000, owned_by: 'openai' },
    { id: 'sora-2', object: 'model', created: 1_700_000_000, owned_by: 'openai' },
  ],
};
const ANTHROPIC_MODELS = {
  data: [
    {
      type: 'model',
      id: 'claude-mock',
      display_name: 'Claude Mock',
      created_at: '2026-01-01T00:00:00Z',
    },
  ],
  has_more: false,
  first_id: 'claude-mock',
  last_id: 'claude-mock',
};
