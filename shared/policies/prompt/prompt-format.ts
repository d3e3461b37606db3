// Which members of a request hold text for the model. What is not known to be something else is text.

import {
  hasKnownForm,
  isKnownName,
  isLabelName,
  isSealedName,
  learnNames,
} from '../known-forms.ts';

/** Names in requests besides those that answers have, too. */
const REQUEST_NAMES = (
  'messages input system tools function functions tool_calls tool_call_id call_id arguments output cache_control ttl ' +
  'citations source data media_type image_url file file_data filename file_id input_audio detail parameters schema ' +
  'input_schema json_schema strict enum const anyOf oneOf allOf not items prefixItems minimum maximum pattern default ' +
  'examples minItems maxItems minLength maxLength $defs definitions $ref $schema $id title is_error thinking ' +
  'signature redacted encrypted_content server_url server_label authorization headers allowed_tools require_approval ' +
  'temperature top_p max_tokens max_output_tokens max_completion_tokens seed n stop stream store budget_tokens'
).split(' ');

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

/** Whether a member holds no text: it has the form of a label where one may stand. Anything else is read. */
export type LabelTest = (name: string, value: unknown, parent: JsonObject) => boolean;

/** For members inside of that field of the request. */
export const labelsIn = (field: string): LabelTest =>
  DEFINITIONS.has(field)
    ? (name, value, parent) =>
        isLabel(name, value) ||
        isDefinitionLabel(name, value, parent) ||
        (name === 'headers' && parent['type'] === 'mcp')
    : (name, value, parent) => isLabel(name, value) || (name === 'name' && isCalled(value, parent));

const MEDIA_TYPE = /^(?:application|audio|font|image|text|video)\/[\w.+-]{1,80}$/;
const TOOL_NAME = /^[\w.:/-]{1,128}$/;

function isLabel(name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (name === 'media_type' || name === 'mime_type') return MEDIA_TYPE.test(value);
  return (isLabelName(name) || isSealedName(name)) && hasKnownForm(name, value);
}

/** JSON Schema's own formats. Source: JSON Schema 2020-12, validation, 7.3. */
const FORMATS: ReadonlySet<string> = new Set(
  (
    'date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference ' +
    'uuid uri-template json-pointer relative-json-pointer regex int32 int64 float double byte binary password url'
  ).split(' '),
);
const SCHEMA_URL = /^https?:\/\/json-schema\.org\/[\w./#-]{0,60}$/;
const OWN_REF = /^#(?:\/[\w.$-]{1,80}){0,8}$/;

/** What refers to something by name, and credentials for servers of tools. */
function isDefinitionLabel(name: string, value: unknown, parent: JsonObject): boolean {
  if (name === 'required') return areProperties(value, parent['properties']);
  if (typeof value !== 'string') return false;
  switch (name) {
    case 'name':
      return TOOL_NAME.test(value);
    case 'format':
      return FORMATS.has(value);
    case '$schema':
      return SCHEMA_URL.test(value);
    case '$ref':
      return OWN_REF.test(value);
    case 'authorization':
    case 'authorization_token':
    case 'server_url':
      return true;
    default:
      return false;
  }
}

/** Names of members are read themselves. */
const areProperties = (names: unknown, properties: unknown): boolean =>
  Array.isArray(names) &&
  typeof properties === 'object' &&
  properties !== null &&
  names.every((name) => typeof name === 'string' && Object.hasOwn(properties, name));

const CALL_MARKS = ['arguments', 'input'];

/** A tool that is called has the name under which it was defined. People's, files' and results' names are text. */
const isCalled = (name: unknown, parent: JsonObject): boolean =>
  typeof name === 'string' &&
  TOOL_NAME.test(name) &&
  CALL_MARKS.some((mark) => Object.hasOwn(parent, mark));

learnNames([...SETTINGS, ...STANDING, ...DEFINITIONS, ...REQUEST_NAMES]);

/** False: the name of the member is text. */
export const isMemberName = isKnownName;
