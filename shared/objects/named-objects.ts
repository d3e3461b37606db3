// Which kept objects a request names. A text never counts, whatever it says; a member that nobody knows does.
import { isObject } from '../kernel/is-object.ts';
import { looksKept, type NamedObject } from './object-name.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Their value names an object, whatever it looks like: a text, or a list of texts. */
const REFERENCES: ReadonlySet<string> = new Set([
  'batch_id',
  'container',
  'container_id',
  'conversation',
  'conversation_id',
  'file_id',
  'file_ids',
  'image_id',
  'item_id',
  'previous_response_id',
  'prompt_id',
  'response_id',
  'skill_id',
  'vector_store_id',
  'vector_store_ids',
]);

/** Objects whose member `id` names one: a stored prompt, a conversation, a container, the sound of an earlier answer. */
const HOLDERS: ReadonlySet<string> = new Set(['audio', 'container', 'conversation', 'prompt']);

/** Texts, labels of the application's own, and definitions: what stands in them refers to nothing. */
const WORDS: ReadonlySet<string> = new Set([
  'approval_request_id',
  'arguments',
  'call_id',
  'code',
  'content',
  'data',
  'description',
  'encrypted_content',
  'file_data',
  'filename',
  'id',
  'image_url',
  'input',
  'input_schema',
  'instructions',
  'logit_bias',
  'metadata',
  'model',
  'name',
  'output',
  'parameters',
  'prediction',
  'prompt',
  'prompt_cache_key',
  'query',
  'refusal',
  'response_format',
  'result',
  'safety_identifier',
  'schema',
  'signature',
  'stop',
  'stop_sequences',
  'summary',
  'system',
  'text',
  'thinking',
  'title',
  'tool_call_id',
  'tool_use_id',
  'url',
  'user',
  'variables',
]);

/** Inside of these nothing is looked at: values of the application's, and schemas. */
const OPAQUE: ReadonlySet<string> = new Set([
  'arguments',
  'input_schema',
  'logit_bias',
  'metadata',
  'parameters',
  'response_format',
  'schema',
  'variables',
]);

/** In the order of the request. `body` is at most as deep as a parsed body may be. */
export function namedObjects(body: JsonObject): NamedObject[] {
  const found: NamedObject[] = [];
  inspect(body, '', '', found);
  return found;
}

function inspect(value: JsonObject, holder: string, path: string, found: NamedObject[]): void {
  for (const [name, member] of Object.entries(value)) {
    const param = path === '' ? name : `${path}.${name}`;
    if (typeof member === 'string') {
      if (isReference(name, member, holder, value)) found.push({ name: member, param });
    } else if (!OPAQUE.has(name) && !isArguments(name, value)) {
      if (Array.isArray(member)) inspectList(member, name, param, found);
      else if (isObject(member)) inspect(member, name, param, found);
    }
  }
}

function inspectList(
  list: readonly unknown[],
  name: string,
  path: string,
  found: NamedObject[],
): void {
  for (const [index, entry] of list.entries()) {
    const param = `${path}.${index}`;
    if (isObject(entry)) inspect(entry, '', param, found);
    else if (Array.isArray(entry)) inspectList(entry, name, param, found);
    else if (typeof entry === 'string' && isNamedIn(name, entry))
      found.push({ name: entry, param });
  }
}

const isNamedIn = (member: string, text: string): boolean =>
  REFERENCES.has(member) || (!WORDS.has(member) && looksKept(text));

function isReference(name: string, text: string, holder: string, parent: JsonObject): boolean {
  if (name === 'id') return HOLDERS.has(holder) || standsForItem(parent);
  // Skills that Anthropic offers to everybody have names like `pptx`.
  if (name === 'skill_id' && parent['type'] === 'anthropic') return false;
  return isNamedIn(name, text);
}

/** What a tool is called with, in Anthropic's blocks. */
const isArguments = (name: string, { type }: JsonObject): boolean =>
  name === 'input' && typeof type === 'string' && type.endsWith('tool_use');

/** What an item of a conversation consists of, if it is there in full; its id is then only a label. */
const CONTENT = [
  'action',
  'arguments',
  'code',
  'content',
  'encrypted_content',
  'input',
  'operation',
  'output',
  'outputs',
  'queries',
  'result',
  'results',
  'tools',
];

/** An item without its content: the provider would look it up by its id. */
function standsForItem(item: JsonObject): boolean {
  const { type } = item;
  if (type === 'item_reference') return true;
  const isThere = (name: string): boolean => item[name] !== undefined && item[name] !== null;
  // A summary is not what a model has thought; that is only in its encrypted form.
  if (type === 'reasoning') return !isThere('encrypted_content');
  if (type === undefined) return Object.keys(item).length === 1;
  return isItem(String(type)) && !CONTENT.some(isThere);
}

/** Content parts, tools and sources have no ids that anybody looks up. */
const isItem = (type: string): boolean =>
  type === 'message' ||
  type === 'compaction' ||
  /_(?:call|call_output|list_tools|request)$/.test(type);
