// Answers of every format with a member at each of its places.
import type { AnswerKind } from '../../../../shared/policies/answer/answer-rules.ts';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

const usage = {
  prompt_tokens: 1,
  completion_tokens: 2,
  prompt_tokens_details: { cached_tokens: 0 },
};
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
const item = {
  id: 'msg_abc12345',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [
    {
      type: 'output_text',
      text: 'Hi',
      annotations: [{ type: 'url_citation', url: 'https://h/x', title: 'T', start_index: 0 }],
      logprobs: [],
    },
  ],
};
const response = {
  ...{ id: 'resp_abc12345', object: 'response', created_at: 1_741_476_542, status: 'completed' },
  ...{ model: 'gpt-4o', instructions: 'Be kind', metadata: { a: 'b' }, error: null },
  tools: [{ type: 'function', name: 'f', parameters: { type: 'object', properties: {} } }],
  output: [
    item,
    { id: 'rs_abc12345', type: 'reasoning', summary: [{ type: 'summary_text', text: 's' }] },
    { id: 'fc_abc12345', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' },
    {
      id: 'ws_abc12345',
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', query: 'q' },
    },
  ],
  usage: { input_tokens: 1, output_tokens: 2, output_tokens_details: { reasoning_tokens: 0 } },
};
const message = {
  ...{ id: 'msg_abc12345', type: 'message', role: 'assistant', model: 'claude-4' },
  content: [
    { type: 'text', text: 'Hi', citations: null },
    { type: 'thinking', thinking: 't', signature: 'c2ln'.repeat(20) },
    { type: 'tool_use', id: 'toolu_abc12345', name: 'f', input: { a: 1 } },
  ],
  ...{ stop_reason: 'end_turn', stop_sequence: null },
  usage: { input_tokens: 1, output_tokens: 2, service_tier: 'standard' },
};
export const WHOLES: Readonly<Partial<Record<AnswerKind, Json>>> = {
  chat: {
    ...{
      id: 'chatcmpl-abc12345',
      object: 'chat.completion',
      created: 1_741_476_542,
      model: 'gpt-4o',
    },
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Hi',
          refusal: null,
          tool_calls: [call],
          annotations: [],
        },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
    system_fingerprint: 'fp_44709d6fcb',
    service_tier: 'default',
  },
  responses: response,
  messages: message,
  completions: {
    ...{ id: 'cmpl-abc12345', object: 'text_completion', created: 7, model: 'gpt-4o' },
    choices: [{ index: 0, text: 'Hi', logprobs: null, finish_reason: 'stop' }],
    usage,
  },
  imageGeneration: {
    ...{ created: 7, data: [{ b64_json: 'AAAA', revised_prompt: 'A map', url: 'https://h/x' }] },
    ...{ size: '1024x1024', quality: 'low', usage },
  },
  transcription: {
    ...{
      text: 'Hi there',
      language: 'english',
      duration: 3,
      usage: { type: 'duration', seconds: 3 },
    },
    segments: [{ id: 0, start: 0, end: 3, text: 'Hi there' }],
    words: [{ word: 'Hi', start: 0, end: 1 }],
  },
  inputItems: { object: 'list', data: [item], first_id: 'msg_abc12345', has_more: false },
};

const chunk = (choice: Json): Json => ({
  ...{ id: 'chatcmpl-abc12345', object: 'chat.completion.chunk', created: 7, model: 'gpt-4o' },
  choices: [choice],
  usage: null,
});
const place = { item_id: 'msg_abc12345', output_index: 0, content_index: 0 };
export const STREAMS: Readonly<Partial<Record<AnswerKind, readonly Json[]>>> = {
  chat: [
    chunk({
      index: 0,
      delta: { role: 'assistant', content: 'Hi' },
      logprobs: null,
      finish_reason: null,
    }),
    chunk({ index: 0, delta: { tool_calls: [{ index: 0, ...call }] }, finish_reason: null }),
    chunk({ index: 0, delta: {}, finish_reason: 'tool_calls' }),
  ],
  responses: [
    { type: 'response.created', sequence_number: 0, response: { ...response, output: [] } },
    {
      type: 'response.output_item.added',
      sequence_number: 1,
      output_index: 0,
      item: { ...item, content: [] },
    },
    { type: 'response.output_text.delta', sequence_number: 2, ...place, delta: 'Hi' },
    { type: 'response.output_text.done', sequence_number: 3, ...place, text: 'Hi' },
    { type: 'response.output_item.done', sequence_number: 4, output_index: 0, item },
    { type: 'response.completed', sequence_number: 5, response },
  ],
  messages: [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hi' } },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'content_block_start',
      index: 1,
      content_block: { type: 'tool_use', id: 'toolu_abc12345', name: 'f', input: {} },
    },
    {
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'input_json_delta', partial_json: '{}' },
    },
    { type: 'content_block_stop', index: 1 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: 2 },
    },
    { type: 'message_stop' },
  ],
};
