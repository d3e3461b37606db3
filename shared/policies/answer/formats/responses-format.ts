// The texts of OpenAI's Responses API: deltas, and the snapshots that say the same once more.

import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook } from '../answer-book.ts';
import {
  keepOnly,
  nameSet,
  objectAt,
  objectsAt,
  rewriteFailure,
  rewritePiece,
  rewriteWhole,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';
import {
  EVENT_PLACE,
  PICTURE,
  RESPONSE_MEMBERS,
  RESPONSE_TEXTS,
  type ResponseText,
  SHELL_COMMAND,
  SILENT_EVENTS,
} from './response-events.ts';
import { rewriteItem, rewritePart } from './response-items.ts';
import { itemKey, partKey, textPlace } from './response-places.ts';

const RESPONSE = nameSet(...RESPONSE_MEMBERS);
const SILENT = nameSet(EVENT_PLACE, PICTURE);
const WITH_ITEM = nameSet(EVENT_PLACE, 'item');
const WITH_PART = nameSet(EVENT_PLACE, 'part');
const WITH_ANNOTATION = nameSet(EVENT_PLACE, 'annotation');
const WITH_RESPONSE = nameSet(EVENT_PLACE, 'response');
const WITH_DELTA = nameSet(EVENT_PLACE, 'delta logprobs');

const DELTAS = new Map(RESPONSE_TEXTS.map((text) => [`${text.event}.delta`, text]));
const DONES = new Map(RESPONSE_TEXTS.map((text) => [`${text.event}.done`, text]));
/** A stream that goes on has a number behind that of its first half; a larger one may be anything. */
const isPlausible = (number: number): boolean =>
  Number.isInteger(number) && number >= 0 && number < 1_000_000;

const FIRST = ['response.created', 'response.queued', 'response.in_progress'];
const LAST = ['response.completed', 'response.incomplete', 'response.failed'];

export const createResponsesFormat = (book: AnswerBook): AnswerFormat => new ResponsesFormat(book);

class ResponsesFormat implements AnswerFormat {
  readonly namesEvents = true;
  readonly #book: AnswerBook;
  /** Of the next event that is sent; null: the provider does not count its events. */
  #nextNumber: number | null = null;

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    const book = this.#book;
    keepOnly(answer, RESPONSE, book, 'response');
    if (answer['error'] !== undefined) answer['error'] = rewriteFailure(answer['error'], book);
    for (const [index, item] of objectsAt(answer, 'output', book).entries())
      rewriteItem(item, { output_index: index, item_id: item['id'] }, book, true);
    rewriteWhole(answer, 'output_text', book, 'output_text');
  }

  rewriteEvent(event: JsonObject): JsonObject | null {
    const number = event['sequence_number'];
    if (typeof number === 'number') this.#nextNumber ??= isPlausible(number) ? number : 0;
    delete event['obfuscation'];
    const type = String(event['type']);
    if (type === 'error') return rewriteFailure(event, this.#book) as JsonObject;
    const delta = DELTAS.get(type);
    if (delta !== undefined) return this.#rewriteDelta(event, delta);
    const isSent = this.#rewriteOther(type, event) && this.#book.blockedBy === null;
    return isSent ? event : null;
  }

  /** Strictly one after the other, although events were left out and put in. */
  numberEvent(event: JsonObject): void {
    if (this.#nextNumber !== null) event['sequence_number'] = this.#nextNumber++;
  }

  #rewriteDelta(event: JsonObject, text: ResponseText): JsonObject | null {
    keepOnly(event, WITH_DELTA, this.#book, text.event);
    if (event['logprobs'] !== undefined) event['logprobs'] = [];
    rewritePiece(event, 'delta', this.#book, textPlace(event, text), false);
    return event['delta'] === undefined ? null : event;
  }

  /** False when nothing of the event may be sent. */
  #rewriteOther(type: string, event: JsonObject): boolean {
    const done = DONES.get(type);
    if (done !== undefined) return this.#rewriteDone(event, done);
    if (FIRST.includes(type) || LAST.includes(type)) return this.#rewriteResponse(type, event);
    const isDone = type.endsWith('.done');
    switch (type) {
      case 'response.output_item.added':
      case 'response.output_item.done':
        return this.#rewriteItem(event, isDone);
      case 'response.content_part.added':
      case 'response.content_part.done':
      case 'response.reasoning_summary_part.added':
      case 'response.reasoning_summary_part.done':
        return this.#rewritePart(event, isDone);
      case 'response.shell_call_command.added':
        return this.#rewriteCommand(event);
      case 'response.output_text.annotation.added':
        keepOnly(event, WITH_ANNOTATION, this.#book, type);
        rewriteWhole(
          event,
          'annotation',
          this.#book,
          `${partKey(event)}/annotations/${event['annotation_index']}`,
        );
        return true;
      default:
        return this.#rewriteSilent(type, event);
    }
  }

  #rewriteSilent(type: string, event: JsonObject): boolean {
    if (SILENT_EVENTS.has(type)) keepOnly(event, SILENT, this.#book, type);
    else this.#book.drop(type);
    return SILENT_EVENTS.has(type);
  }

  #rewriteDone(event: JsonObject, text: ResponseText): boolean {
    const { member } = text;
    keepOnly(event, nameSet(EVENT_PLACE, 'logprobs name', member), this.#book, text.event);
    if (event['logprobs'] !== undefined) event['logprobs'] = [];
    rewriteWhole(event, 'name', this.#book, `${itemKey(event)}/name`);
    const whole = typeof event[member] === 'string' ? event[member] : '';
    const shown = this.#book.total(textPlace(event, text), whole);
    if (event[member] !== undefined) event[member] = shown;
    return true;
  }

  #rewriteCommand(event: JsonObject): boolean {
    keepOnly(event, nameSet(EVENT_PLACE, 'command'), this.#book, 'command');
    rewritePiece(event, 'command', this.#book, textPlace(event, SHELL_COMMAND), false);
    event['command'] ??= '';
    return true;
  }

  #rewriteItem(event: JsonObject, isDone: boolean): boolean {
    keepOnly(event, WITH_ITEM, this.#book, 'output_item');
    const item = objectAt(event, 'item', this.#book);
    if (item === null) return false;
    rewriteItem(item, { ...event, item_id: item['id'] }, this.#book, isDone);
    return true;
  }

  #rewritePart(event: JsonObject, isDone: boolean): boolean {
    keepOnly(event, WITH_PART, this.#book, 'part');
    const part = objectAt(event, 'part', this.#book);
    if (part !== null) rewritePart(part, event, this.#book, isDone);
    return part !== null;
  }

  #rewriteResponse(type: string, event: JsonObject): boolean {
    keepOnly(event, WITH_RESPONSE, this.#book, type);
    const response = objectAt(event, 'response', this.#book);
    if (response === null) return false;
    if (LAST.includes(type)) this.#book.endGroup('');
    else if (response['output'] !== undefined) response['output'] = [];
    this.rewriteAnswer(response);
    return true;
  }
}
