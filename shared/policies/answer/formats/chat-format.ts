// The texts of OpenAI's chat completions: of a chunk's deltas, and of a whole answer's messages.
import { ApiError } from '../../../errors/api-error.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook, ChannelPlace } from '../answer-book.ts';
import type { ChannelKind } from '../channel.ts';
import {
  isFailure,
  keepOnly,
  nameSet,
  objectAt,
  objectsAt,
  rewriteError,
  rewriteFailure,
  rewritePiece,
  rewriteValue,
  rewriteWhole,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const ANSWER = nameSet(
  'id object created model system_fingerprint service_tier usage moderation',
  'provider x_groq prompt_filter_results choices error',
);
const COMMON =
  'index finish_reason native_finish_reason stop_reason logprobs content_filter_results';
/** By where the text stands: a chunk has no message, and an answer no delta. */
const CHOICE = {
  message: nameSet(COMMON, 'message'),
  delta: nameSet(COMMON, 'delta'),
} as const;
const TEXTS = ['reasoning_content', 'reasoning', 'content', 'refusal'] as const;
const MESSAGE = nameSet(...TEXTS, 'role audio function_call tool_calls annotations');
const AUDIO = nameSet('id transcript expires_at');
/** `extra_content`: what Google's models want back unread. */
const TOOL_CALL = nameSet('index id type function custom extra_content');
const FUNCTION = nameSet('name arguments');
const CUSTOM = nameSet('name input');

export const createChatFormat = (book: AnswerBook): AnswerFormat => new ChatFormat(book);

class ChatFormat implements AnswerFormat {
  readonly namesEvents = false;
  readonly #book: AnswerBook;
  /** What the chunks have in common. */
  #common: JsonObject = {};
  /** By choice and index: the last one. */
  readonly #calls = new Map<string, { readonly id: string; readonly at: number }>();
  /** By the key of their call. */
  readonly #names = new Map<string, string>();

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    rewriteError(answer, this.#book);
    this.#keep(answer);
    for (const choice of objectsAt(answer, 'choices', this.#book))
      this.#rewriteChoice(choice, 'message', true);
  }

  rewriteEvent(chunk: JsonObject): JsonObject | null {
    if (isFailure(chunk)) return { error: rewriteFailure(chunk['error'], this.#book) };
    this.#keep(chunk);
    const before = objectsAt(chunk, 'choices', this.#book);
    const { choices, usage, ...common } = chunk;
    this.#common = common;
    const after = before.filter((choice) => this.#rewriteChoice(choice, 'delta', false));
    if (this.#book.blockedBy !== null) return this.#lastTexts(after);
    if (before.length > 0 && after.length === 0 && !isJsonObject(usage)) return null;
    // Clients expect a choice, but in the last chunk; some providers count in every one.
    if (choices !== undefined) chunk['choices'] = after.length === 0 ? before : after;
    return chunk;
  }

  numberEvent(): void {}

  #keep(answer: JsonObject): void {
    // Padding that hides the length of what is sent, and so tells the length of what is held.
    delete answer['obfuscation'];
    keepOnly(answer, ANSWER, this.#book, 'answer');
  }

  /** A block ends the stream: of this chunk, text goes out that was let out before it, but no end. */
  #lastTexts(choices: readonly JsonObject[]): JsonObject | null {
    const last = choices.filter(
      ({ delta }) => isJsonObject(delta) && Object.keys(delta).length > 0,
    );
    for (const choice of last) choice['finish_reason'] = null;
    return last.length === 0 ? null : { ...this.#common, choices: last };
  }

  /** False when nothing of the choice may be sent yet. */
  #rewriteChoice(choice: JsonObject, name: 'message' | 'delta', isWhole: boolean): boolean {
    keepOnly(choice, CHOICE[name], this.#book, 'choice');
    if (choice['logprobs'] !== undefined) choice['logprobs'] = null;
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    const finishReason = choice['finish_reason'];
    const isLast = isWhole || (finishReason !== null && finishReason !== undefined);
    const message = objectAt(choice, name, this.#book);
    const before = Object.keys(message ?? {}).length;
    if (message !== null) this.#rewriteMessage(message, index, isLast);
    const isSent = isLast || before === 0 || Object.keys(message ?? {}).length > 0;
    if (isLast) this.#book.endGroup(`${index}/`);
    return isSent;
  }

  #rewriteMessage(message: JsonObject, index: number, isLast: boolean): void {
    const book = this.#book;
    keepOnly(message, MESSAGE, book, 'message');
    for (const name of TEXTS)
      rewritePiece(
        message,
        name,
        book,
        this.#place(index, name, 'text', (text) => ({ [name]: text })),
        isLast,
      );
    rewriteWhole(message, 'annotations', book, `${index}/annotations`);
    this.#rewriteAudio(message, index, isLast);
    const call = objectAt(message, 'function_call', book);
    if (call !== null) {
      const render = (text: string) => ({ function_call: { arguments: text } });
      this.#rewriteFunction(call, this.#place(index, 'function_call', 'json', render), isLast);
      if (Object.keys(call).length === 0) delete message['function_call'];
    }
    if (message['tool_calls'] !== undefined) this.#rewriteToolCalls(message, index, isLast);
  }

  /** Rules cannot hear: the sound itself is left out. */
  #rewriteAudio(message: JsonObject, index: number, isLast: boolean): void {
    const book = this.#book;
    const audio = objectAt(message, 'audio', book);
    if (audio === null) return;
    const before = Object.keys(audio).length;
    keepOnly(audio, AUDIO, book, 'audio');
    const render = (text: string) => ({ audio: { transcript: text } });
    rewritePiece(audio, 'transcript', book, this.#place(index, 'audio', 'text', render), isLast);
    if (before > 0 && Object.keys(audio).length === 0) delete message['audio'];
  }

  #rewriteToolCalls(message: JsonObject, index: number, isLast: boolean): void {
    const calls = objectsAt(message, 'tool_calls', this.#book);
    const left = calls.filter((call, place) => {
      const number = typeof call['index'] === 'number' ? call['index'] : place;
      this.#rewriteToolCall(call, index, number, isLast);
      if (this.#book.blockedBy !== null && hasLostName(call)) return false;
      return Object.keys(call).some((name) => name !== 'index');
    });
    if (left.length === 0 && calls.length > 0) delete message['tool_calls'];
    else if (left.length < calls.length) message['tool_calls'] = left;
  }

  #rewriteToolCall(call: JsonObject, index: number, number: number, isLast: boolean): void {
    const book = this.#book;
    keepOnly(call, TOOL_CALL, book, 'tool_call');
    const named = objectAt(call, 'function', book);
    const custom = objectAt(call, 'custom', book);
    const tell = (member: object) => ({ tool_calls: [{ index: number, ...member }] });
    const key = this.#callKey(call, index, number);
    if (named !== null) {
      const render = (text: string) => tell({ function: { arguments: text } });
      this.#rewriteFunction(named, this.#place(index, key, 'json', render), isLast);
      if (Object.keys(named).length === 0) delete call['function'];
    }
    if (custom !== null) {
      const render = (text: string) => tell({ custom: { input: text } });
      keepOnly(custom, CUSTOM, book, 'custom');
      this.#rewriteName(custom, `${index}/${key}`);
      rewritePiece(custom, 'input', book, this.#place(index, key, 'text', render), isLast);
      if (Object.keys(custom).length === 0) delete call['custom'];
    }
  }

  /** Some servers give all calls one index: another id is another call. */
  #callKey({ id }: JsonObject, index: number, number: number): string {
    const place = `tool/${number}`;
    const known = this.#calls.get(`${index}/${place}`);
    const isNew = typeof id === 'string' && id !== '' && id !== known?.id;
    const call = {
      id: isNew ? id : (known?.id ?? ''),
      at: (known?.at ?? 0) + (isNew && known !== undefined && known.id !== '' ? 1 : 0),
    };
    if (call.at !== known?.at) this.#book.endGroup(`${index}/${place}/`);
    this.#calls.set(`${index}/${place}`, call);
    return `${place}/${call.at}`;
  }

  #rewriteFunction(call: JsonObject, place: ChannelPlace, isLast: boolean): void {
    const book = this.#book;
    keepOnly(call, FUNCTION, book, 'function');
    this.#rewriteName(call, place.key);
    if (isJsonObject(call['arguments']))
      call['arguments'] = rewriteValue(call['arguments'], book, `${place.key}/value`);
    else rewritePiece(call, 'arguments', book, place, isLast);
  }

  /** Clients take a name as a whole, and some put its pieces together: so it comes once. */
  #rewriteName(call: JsonObject, key: string): void {
    const { name } = call;
    if (typeof name !== 'string') rewriteWhole(call, 'name', this.#book, `${key}/name`);
    if (typeof name !== 'string' || name === '') return;
    const known = this.#names.get(key);
    if (known === undefined) {
      this.#names.set(key, name);
      call['name'] = this.#book.whole(`${key}/name`, name);
    } else if (known === name) delete call['name'];
    else throw new ApiError('upstream_error', { cause: new Error('a name in pieces') });
  }

  #place(
    index: number,
    name: string,
    kind: ChannelKind,
    delta: (text: string) => JsonObject,
  ): ChannelPlace {
    const render = (text: string): JsonObject => ({
      ...this.#common,
      choices: [{ index, delta: delta(text), finish_reason: null }],
    });
    return { key: `${index}/${name}`, kind, render };
  }
}

const hasLostName = ({ function: named, custom }: JsonObject): boolean =>
  [named, custom].some((each) => isJsonObject(each) && each['name'] === '');
