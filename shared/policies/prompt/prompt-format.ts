// Which members of a request hold text for the model. What is not known to be something else is text.

/** Members of the request that choose and set up; none of it is read by a model. */
const SETTINGS: ReadonlySet<string> = new Set([
  'anthropic_version',
  'audio',
  'background',
  'betas',
  'container',
  'context_management',
  'conversation',
  'encoding_format',
  'fallback_models',
  'fallbacks',
  'function_call',
  'include',
  'modalities',
  'model',
  'models',
  'previous_response_id',
  'prompt_cache_key',
  'prompt_cache_retention',
  'reasoning',
  'reasoning_effort',
  'service_tier',
  'stream_options',
  'thinking',
  'tool_choice',
  'truncation',
  'verbosity',
]);

/** What an application says with every request, and who it says it is for. */
const STANDING: ReadonlySet<string> = new Set([
  'functions',
  'instructions',
  'mcp_servers',
  'metadata',
  'output_config',
  'output_format',
  'response_format',
  'safety_identifier',
  'stop',
  'stop_sequences',
  'system',
  'text',
  'tools',
  'user',
  'web_search_options',
]);

/** `all`: the whole request is looked at, not only its newest part. */
export const isCoveredField = (name: string, all: boolean): boolean =>
  !SETTINGS.has(name) && (all || !STANDING.has(name));

/** Members that name, sort or prove something. Anywhere in a request. */
const LABELS: ReadonlySet<string> = new Set([
  'approval_request_id',
  'call_id',
  'container_id',
  'detail',
  'encrypted_content',
  'encrypted_index',
  'file_id',
  'format',
  'id',
  'item_id',
  'media_type',
  'mime_type',
  'role',
  'server_label',
  'signature',
  'status',
  'tool_call_id',
  'tool_use_id',
  'type',
]);

/** In definitions of tools and of formats: what refers to something by name, and credentials for servers of tools. */
const LABELS_OF_DEFINITIONS: ReadonlySet<string> = new Set([
  '$id',
  '$ref',
  '$schema',
  'authorization',
  'authorization_token',
  'model',
  'name',
  'pattern',
  'required',
  'server_url',
]);

const DEFINITIONS: ReadonlySet<string> = new Set([
  'functions',
  'mcp_servers',
  'output_config',
  'output_format',
  'response_format',
  'text',
  'tools',
]);

type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a member holds no text. */
export type LabelTest = (name: string, value: unknown, parent: JsonObject) => boolean;

/** For members inside of that field of the request. A schema may have a property of any name: objects are no labels. */
export const labelsIn = (field: string): LabelTest =>
  DEFINITIONS.has(field)
    ? (name, value, parent) =>
        (isFlat(value) && (LABELS.has(name) || LABELS_OF_DEFINITIONS.has(name))) ||
        (name === 'headers' && parent['type'] === 'mcp')
    : (name, value, parent) =>
        isFlat(value) && (LABELS.has(name) || (name === 'name' && namesTool(parent)));

const isFlat = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

const TOOL_MARKS = ['arguments', 'input', 'tool_call_id', 'call_id'];

/** A tool's name has to be the one that was defined. People's and files' names are text. */
const namesTool = (parent: JsonObject): boolean =>
  parent['role'] === 'function' || TOOL_MARKS.some((mark) => Object.hasOwn(parent, mark));
