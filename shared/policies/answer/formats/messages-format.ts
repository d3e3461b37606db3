// The texts of Anthropic's messages: of the blocks that its events open, fill and close, and of a whole message.

import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook, ChannelPlace } from '../answer-book.ts';
import type { ChannelKind } from '../channel.ts';
import {
  keepOnly,
  nameSet,
  objectAt,
  objectsAt,
  rewriteFailure,
  rewritePiece,
  rewriteStrings,
  rewriteValue,
  rewriteWhole,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const MESSAGE = nameSet(
  'id type role model content stop_reason stop_sequence stop_details usage container',
  'context_management error',
);
/** By type. */
const EVENTS = new Map([
  ['message_start', nameSet('type message')],
  ['content_block_start', nameSet('type index content_block')],
  ['content_block_delta', nameSet('type index delta')],
  ['content_block_stop', nameSet('type index')],
  ['message_delta', nameSet('type delta usage context_management')],
  ['message_stop', nameSet('type')],
  ['ping', nameSet('type')],
]);
const LAST = nameSet('stop_reason stop_sequence stop_details container');

const TOOL_USE = nameSet('type id name input caller server_name toolset_name');
/** By type. */
const BLOCKS = new Map([
  ['text', nameSet('type text citations')],
  ['thinking', nameSet('type thinking signature')],
  ['redacted_thinking', nameSet('type data')],
  ['tool_use', TOOL_USE],
  ['server_tool_use', TOOL_USE],
  ['mcp_tool_use', TOOL_USE],
]);
const ONLY_TYPE = nameSet('type');

type DeltaText = { readonly name: string; readonly kind: ChannelKind };
/** By type: the member that holds text. */
const DELTAS = new Map<string, DeltaText>([
  ['text_delta', { name: 'text', kind: 'text' }],
  ['thinking_delta', { name: 'thinking', kind: 'text' }],
  ['input_json_delta', { name: 'partial_json', kind: 'json' }],
]);

export const createMessagesFormat = (book: AnswerBook): AnswerFormat => new MessagesFormat(book);

class MessagesFormat implements AnswerFormat {
  readonly namesEvents = true;
  readonly #book: AnswerBook;

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    if (answer['error'] !== undefined)
      answer['error'] = rewriteFailure(answer['error'], this.#book);
    keepOnly(answer, MESSAGE, this.#book, 'message');
    rewriteWhole(answer, 'stop_details', this.#book, 'stop_details');
    for (const [index, block] of objectsAt(answer, 'content', this.#book).entries())
      this.#rewriteBlock(block, index, true);
  }

  rewriteEvent(event: JsonObject): JsonObject | null {
    const type = String(event['type']);
    if (type === 'error')
      return { type, error: rewriteFailure(event['error'], this.#book), ...requestId(event) };
    const known = EVENTS.get(type);
    if (known === undefined) {
      this.#book.drop(type);
      return null;
    }
    keepOnly(event, known, this.#book, type);
    const isText = type === 'content_block_delta';
    const isSent = this.#rewriteKnown(type, event);
    return isSent && (isText || this.#book.blockedBy === null) ? event : null;
  }

  numberEvent(): void {}

  /** False when nothing of the event may be sent. */
  #rewriteKnown(type: string, event: JsonObject): boolean {
    const index = Number(event['index']);
    switch (type) {
      case 'message_start': {
        const message = objectAt(event, 'message', this.#book);
        if (message !== null) this.rewriteAnswer(message);
        return message !== null;
      }
      case 'content_block_start': {
        const block = objectAt(event, 'content_block', this.#book);
        if (block !== null) this.#rewriteBlock(block, index, false);
        return block !== null;
      }
      case 'content_block_delta': {
        const delta = objectAt(event, 'delta', this.#book);
        return delta !== null && this.#rewriteDelta(delta, index);
      }
      case 'content_block_stop':
        this.#book.endGroup(`${index}/`);
        return true;
      case 'message_delta':
      case 'message_stop':
        this.#book.endGroup('');
        this.#rewriteEnd(event);
        return true;
      default:
        return true;
    }
  }

  #rewriteEnd(event: JsonObject): void {
    const delta = objectAt(event, 'delta', this.#book);
    if (delta === null) return;
    keepOnly(delta, LAST, this.#book, 'message_delta');
    rewriteWhole(delta, 'stop_details', this.#book, 'stop_details');
  }

  #rewriteBlock(block: JsonObject, index: number, isWhole: boolean): void {
    const book = this.#book;
    const type = String(block['type']);
    if (type.endsWith('_result') || type === 'container_upload') {
      rewriteStrings(block, book, `${index}/result`);
      return;
    }
    // A block of another kind stays as an empty one: clients count them.
    keepOnly(block, BLOCKS.get(type) ?? ONLY_TYPE, book, 'content_block');
    rewriteWhole(block, 'name', book, `${index}/name`);
    rewriteWhole(block, 'citations', book, `${index}/citations`);
    rewritePiece(block, 'text', book, this.#place(index, 'text_delta'), isWhole);
    rewritePiece(block, 'thinking', book, this.#place(index, 'thinking_delta'), isWhole);
    // Members that clients rely on, even when nothing of them may be told yet.
    if (type === 'text') block['text'] ??= '';
    if (type === 'thinking') block['thinking'] ??= '';
    if (block['signature'] !== undefined && this.#isThinkingMasked(index)) block['signature'] = '';
    const { input } = block;
    if (input !== undefined && JSON.stringify(input) !== '{}')
      block['input'] = rewriteValue(input, book, `${index}/input`);
  }

  #rewriteDelta(delta: JsonObject, index: number): boolean {
    const book = this.#book;
    const type = String(delta['type']);
    const text = DELTAS.get(type);
    if (text !== undefined) {
      keepOnly(delta, nameSet('type', text.name), book, type);
      rewritePiece(delta, text.name, book, this.#place(index, type), false);
      return delta[text.name] !== undefined;
    }
    switch (type) {
      case 'signature_delta':
        keepOnly(delta, nameSet('type signature'), book, type);
        // The thinking is complete. A signature of what was masked is of no use: its provider would refuse it.
        book.endGroup(`${index}/thinking_delta`);
        return book.blockedBy === null && !this.#isThinkingMasked(index);
      case 'citations_delta':
        keepOnly(delta, nameSet('type citation'), book, type);
        rewriteWhole(delta, 'citation', book, `${index}/citation`);
        return book.blockedBy === null;
      default:
        book.drop(type);
        return false;
    }
  }

  #isThinkingMasked(index: number): boolean {
    return this.#book.isMasked({ key: `${index}/thinking_delta` });
  }

  #place(index: number, type: string): ChannelPlace {
    const { name, kind } = DELTAS.get(type) ?? { name: '', kind: 'text' };
    const render = (text: string): JsonObject => ({
      type: 'content_block_delta',
      index,
      delta: { type, [name]: text },
    });
    return { key: `${index}/${type}`, kind, render };
  }
}

const requestId = ({ request_id: id }: JsonObject): object =>
  typeof id === 'string' ? { request_id: id } : {};
