// The tables of OpenAI's Responses API: which events and items hold text of a model, and in which member.
import type { ChannelKind } from '../channel.ts';

/** One text of an output item. Its deltas, its `….done` event and all snapshots say the same. */
export type ResponseText = {
  /** Of the delta's event, without `.delta`. */
  readonly event: string;
  /** The member that holds the text as a whole. */
  readonly member: string;
  readonly kind: ChannelKind;
};

const text = (event: string, member: string, kind: ChannelKind = 'text'): ResponseText => ({
  event: `response.${event}`,
  member,
  kind,
});

export const OUTPUT_TEXT = text('output_text', 'text');
const REFUSAL = text('refusal', 'refusal');
const REASONING_TEXT = text('reasoning_text', 'text');
const SUMMARY_TEXT = text('reasoning_summary_text', 'text');
const FUNCTION_ARGUMENTS = text('function_call_arguments', 'arguments', 'json');
const MCP_ARGUMENTS = text('mcp_call_arguments', 'arguments', 'json');
const TOOL_INPUT = text('custom_tool_call_input', 'input');
const CODE = text('code_interpreter_call_code', 'code');
export const SHELL_COMMAND = text('shell_call_command', 'command');
const TRANSCRIPT = text('audio.transcript', 'transcript');

export const RESPONSE_TEXTS: readonly ResponseText[] = [
  OUTPUT_TEXT,
  REFUSAL,
  REASONING_TEXT,
  SUMMARY_TEXT,
  FUNCTION_ARGUMENTS,
  MCP_ARGUMENTS,
  TOOL_INPUT,
  CODE,
  SHELL_COMMAND,
  TRANSCRIPT,
];

/** Parts of messages, and of what reasoning items show, by type. */
export const PART_TEXTS: ReadonlyMap<string, ResponseText> = new Map([
  ['output_text', OUTPUT_TEXT],
  ['refusal', REFUSAL],
  ['reasoning_text', REASONING_TEXT],
  ['summary_text', SUMMARY_TEXT],
]);

/** Items that hold one text of their own, by type. */
export const ITEM_TEXTS: ReadonlyMap<string, ResponseText> = new Map([
  ['function_call', FUNCTION_ARGUMENTS],
  ['mcp_call', MCP_ARGUMENTS],
  ['custom_tool_call', TOOL_INPUT],
  ['code_interpreter_call', CODE],
]);

/** Other items, of which every text is read by itself. */
export const READABLE_ITEMS: ReadonlySet<string> = new Set([
  'message',
  'reasoning',
  ...ITEM_TEXTS.keys(),
  'web_search_call',
  'file_search_call',
  'computer_call',
  'computer_call_output',
  'function_call_output',
  'custom_tool_call_output',
  'image_generation_call',
  'local_shell_call',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'tool_search_call',
  'tool_search_output',
  'compaction',
]);

/** Events without text, besides what all events have. */
export const SILENT_EVENTS: ReadonlySet<string> = new Set([
  'keepalive',
  'response.audio.done',
  ...['in_progress', 'interpreting', 'completed'].map((s) => `response.code_interpreter_call.${s}`),
  ...['in_progress', 'searching', 'completed'].map((s) => `response.file_search_call.${s}`),
  ...['in_progress', 'searching', 'completed'].map((s) => `response.web_search_call.${s}`),
  ...['in_progress', 'generating', 'completed', 'partial_image'].map(
    (s) => `response.image_generation_call.${s}`,
  ),
  ...['in_progress', 'completed', 'failed'].map((s) => `response.mcp_call.${s}`),
  ...['in_progress', 'completed', 'failed'].map((s) => `response.mcp_list_tools.${s}`),
  'response.compaction.compacting',
]);

/** Members of every event that say where it belongs. */
export const EVENT_PLACE =
  'type sequence_number item_id output_index content_index summary_index annotation_index ' +
  'command_index';
/** Of pictures, which no rule reads. */
export const PICTURE =
  'partial_image_b64 partial_image_index background output_format quality size';

/** Members of a response: what the client asked for, what was counted, and what is read. */
export const RESPONSE_MEMBERS = [
  'id object created_at completed_at status background incomplete_details instructions',
  'max_output_tokens max_tool_calls model parallel_tool_calls previous_response_id conversation',
  'prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store',
  'temperature text tool_choice tools top_logprobs top_p truncation usage user metadata moderation',
  'output error output_text',
];
