// What an answer may say without a rule having read it: ids by their grammar, kinds by their list, numbers in bounds.
//
// Anything else in such a place is text, and is read as text.
import { digitsOf } from '../kernel/json-object.ts';

const words = (...lists: readonly string[]): string[] => lists.join(' ').split(' ');

/** Members whose values are of a kind. */
const KIND_NAMES: ReadonlySet<string> = new Set(
  words(
    'type role status object code finish_reason native_finish_reason stop_reason service_tier reason',
    'truncation verbosity effort tool_choice background quality output_format detail caller format',
    'prompt_cache_retention summary order task execution environment search_context_size',
  ),
);

/** The kinds of OpenAI's and Anthropic's formats. Source: their API references, November 2026. */
const KINDS: ReadonlySet<string> = new Set(
  words(
    // Roles, states, and why an answer ended.
    'assistant user system developer tool function critic discriminator',
    'completed incomplete in_progress failed queued cancelled canceled searching interpreting generating calling',
    'stop length tool_calls content_filter function_call end_turn max_tokens stop_sequence tool_use pause_turn',
    'refusal model_context_window_exceeded max_output_tokens eos STOP MAX_TOKENS COMPLETE end',
    // Objects.
    'chat.completion chat.completion.chunk text_completion response response.compaction response.deleted list',
    'response.input_tokens',
    // How and how much.
    'auto default flex priority scale standard batch none low medium high xhigh max minimal required disabled',
    'enabled transparent opaque png webp jpeg concise detailed asc desc transcribe translate in_memory 24h',
    // Parts, items, blocks and deltas.
    'text output_text input_text input_image input_file input_audio image_url image file document',
    'reasoning_text summary_text message reasoning custom custom_tool_call custom_tool_call_output',
    'function_call_output web_search_call file_search_call computer_call computer_call_output',
    'image_generation_call code_interpreter_call local_shell_call local_shell_call_output shell_call',
    'shell_call_output apply_patch_call apply_patch_call_output mcp_call mcp_list_tools mcp_approval_request',
    'mcp_approval_response tool_search_call tool_search_output compaction item_reference',
    'thinking redacted_thinking server_tool_use mcp_tool_use tool_result web_search_tool_result',
    'web_fetch_tool_result code_execution_tool_result bash_code_execution_tool_result mcp_tool_result',
    'text_editor_code_execution_tool_result container_upload search_result web_search_result code_execution_output',
    'text_delta thinking_delta input_json_delta signature_delta citations_delta compaction_delta direct',
    'url_citation file_citation file_path container_file_citation char_location page_location',
    'content_block_location web_search_result_location search_result_location base64 url ephemeral tokens duration',
    // Tools and formats that a response repeats.
    'web_search web_search_preview file_search computer_use_preview computer code_interpreter image_generation',
    'local_shell shell apply_patch mcp namespace tool_search json_object json_schema grammar lark regex',
    'object array string number integer boolean null',
    // Events.
    'error ping keepalive message_start message_delta message_stop content_block_start content_block_delta',
    'content_block_stop',
    // Errors.
    'invalid_request_error authentication_error permission_error not_found_error rate_limit_error api_error',
    'overloaded_error server_error insufficient_quota rate_limit_exceeded context_length_exceeded timeout_error',
    'invalid_api_key model_not_found request_too_large billing_error',
  ),
);
/** Of typed streams; formats let only those through that they know. */
const EVENT =
  /^(?:response|image_generation|image_edit|transcript|speech)(?:\.(?:[a-z]+(?:_[a-z0-9]+)*)){1,3}$/;

/** Members besides `…_id` that name something. */
const ID_NAMES: ReadonlySet<string> = new Set([
  'id',
  'system_fingerprint',
  'container',
  'conversation',
]);
/** By their usual beginnings, UUIDs, and numbers in hexadecimal. */
const ID =
  /^(?:(?:chatcmpl|cmpl|modr|resp|msg|call|tool|toolu|srvtoolu|mcptoolu|fc|fco|rs|ws|fs|ci|ig|sh|lsh|cu|ctc|ctco|cmp|mcp|mcpl|mcpr|apc|req|gen|run|cntr|container|file|cfile|conv|item|audio|fp|asst|seg|tsc)(?:[-_](?:tool|sess|chat))?[-_][A-Za-z0-9_-]{8,200}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,64})$/;

/** `gpt-4o-2024-08-06`, `anthropic/claude-sonnet-4-5`, `llama3.1:8b`. */
const MODEL = /^(?=[\w.:/@-]{1,128}$)[^\d]*\d/;

/** What only the provider can read. */
const SEALED: ReadonlySet<string> = new Set(
  words('encrypted_content encrypted_index signature thought_signature data'),
);
export const isSealedName = (name: string): boolean => SEALED.has(name);
const SEALED_FORM = /^(?:[A-Za-z0-9+/_-]{64,}={0,2})?$/;

const isCount = (name: string): boolean =>
  /(?:^|_)(?:index|tokens|created|at|number|requests|count|n|seconds|chars|logprobs|calls|size)$/.test(
    name,
  );
/** Later than any time in seconds, larger than any count: a number of sixteen digits may be a card's. */
const MAX_COUNT = 100_000_000_000;
/** Shorter numbers identify nothing; many are offsets. */
const MIN_DIGITS = 6;

/** Members that hold ids and kinds. */
export const isLabelName = (name: string): boolean =>
  KIND_NAMES.has(name) || ID_NAMES.has(name) || name === 'model' || name.endsWith('_id');

/** False: rules have to read it. `name`: of the member that holds it, or that holds the list in which it stands. */
export function hasKnownForm(name: string, value: unknown): boolean {
  if (typeof value === 'string') return isKnownText(name, value);
  const digits = digitsOf(value);
  if (digits === null) return value === null || typeof value !== 'object';
  return (
    digits.length < MIN_DIGITS ||
    (typeof value === 'number' && isCount(name) && Math.abs(value) < MAX_COUNT)
  );
}

function isKnownText(name: string, value: string): boolean {
  if (value === '') return true;
  if (KIND_NAMES.has(name) && (KINDS.has(value) || EVENT.test(value))) return true;
  if (ID_NAMES.has(name) || name.endsWith('_id')) return ID.test(value);
  if (name === 'model') return MODEL.test(value);
  return SEALED.has(name) && SEALED_FORM.test(value);
}

/** Names of members of these formats; a rule for a word must not fall over the formats' own. */
const MEMBERS = new Set<string>(
  words(
    'text type id role status index object created model usage content name title url start end start_index',
    'end_index filename file_id container_id annotations logprobs prompt_tokens completion_tokens total_tokens',
    'input_tokens output_tokens cached_tokens reasoning_tokens audio_tokens text_tokens image_tokens',
    'accepted_prediction_tokens rejected_prediction_tokens prompt_tokens_details completion_tokens_details',
    'input_tokens_details output_tokens_details input_token_details cache_creation_input_tokens',
    'cache_read_input_tokens cache_creation ephemeral_5m_input_tokens ephemeral_1h_input_tokens server_tool_use',
    'web_search_requests web_fetch_requests service_tier inference_geo thinking_tokens reasoning effort summary',
    'format schema strict description parameters properties required additionalProperties items enum tools',
    'tool_choice metadata query queries results source sources action error message code param reason applied_edits',
    'cited_text document_index document_title start_char_index end_char_index start_page_number end_page_number',
    'start_block_index end_block_index encrypted_index page_age encrypted_content stdout stderr return_code',
    'tool_use_id is_error server_label arguments output outputs logs images expires_at seconds google',
    'thought_signature hate self_harm sexual violence filtered severity detected jailbreak protected_material_text',
  ),
);

/** Called with every list of names that a format knows. */
export const learnNames = (names: readonly string[]): void => {
  for (const name of names) MEMBERS.add(name);
};

/** False: the name of the member is text, which rules have to read. */
export const isKnownName = (name: string): boolean => MEMBERS.has(name);
