// The estimate for calls whose provider never says what they used: four characters of text are one token.
import { isObject } from '../../kernel/is-object.ts';

const CHARACTERS_PER_TOKEN = 4;

export const tokensOf = (characters: number): number =>
  Math.ceil(characters / CHARACTERS_PER_TOKEN);

/** Where the text of a request stands, in all the formats. */
const REQUEST_TEXT = ['system', 'instructions', 'messages', 'input', 'prompt', 'tools'] as const;
/** Members that hold files, addresses and names of things instead of text. */
const NO_TEXT = new Set(['data', 'url', 'image_url', 'file_data', 'file_id', 'id', 'type', 'role']);

/**
 * Tokens of a request's text. Images, sound and files count nothing, because their size says little of their tokens.
 * A number in an embedding's input is a token. `body` is at most 128 levels deep.
 */
export function estimateInputTokens(body: Readonly<Record<string, unknown>>): number {
  let characters = 0;
  for (const field of REQUEST_TEXT) characters += requestCharacters(body[field]);
  return tokensOf(characters);
}

function requestCharacters(value: unknown): number {
  if (typeof value === 'string') return value.startsWith('data:') ? 0 : value.length;
  if (typeof value === 'number') return CHARACTERS_PER_TOKEN;
  let characters = 0;
  if (Array.isArray(value)) for (const entry of value) characters += requestCharacters(entry);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value))
      if (typeof member !== 'number' && !NO_TEXT.has(name)) characters += requestCharacters(member);
  return characters;
}

/** Members of answers and stream events that hold generated text, and those that lead to it. */
const ANSWER_TEXT = new Set([
  'content',
  'text',
  'refusal',
  'arguments',
  'partial_json',
  'thinking',
  'reasoning',
  'reasoning_content',
  'delta',
]);
const ANSWER_PATH = new Set([
  'choices',
  'message',
  'delta',
  'content',
  'tool_calls',
  'function',
  'output',
  'summary',
  'content_block',
]);
const MAX_DEPTH = 8;

/** Characters of generated text in a whole answer or in one stream event. */
export function answerCharacters(answer: unknown, depth = 0): number {
  if (depth > MAX_DEPTH || typeof answer !== 'object' || answer === null) return 0;
  // What the deltas of the Responses API said bit by bit, its `….done` events repeat as a whole.
  if (isObject(answer) && String(answer['type']).endsWith('.done')) return 0;
  let characters = 0;
  const isList = Array.isArray(answer);
  for (const [name, member] of Object.entries(answer))
    if (typeof member === 'string')
      characters += isList || !ANSWER_TEXT.has(name) ? 0 : member.length;
    else if (isList || ANSWER_PATH.has(name)) characters += answerCharacters(member, depth + 1);
  return characters;
}
