// The texts of OpenAI's legacy completions: one for each choice.
import { isJsonObject, type JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook, ChannelPlace } from '../answer-book.ts';
import {
  isFailure,
  keepOnly,
  nameSet,
  objectsAt,
  rewriteError,
  rewriteFailure,
  rewritePiece,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const ANSWER = nameSet('id object created model system_fingerprint usage choices error');
const CHOICE = nameSet('index text finish_reason stop_reason logprobs content_filter_results');

export const createCompletionsFormat = (book: AnswerBook): AnswerFormat =>
  new CompletionsFormat(book);

class CompletionsFormat implements AnswerFormat {
  readonly namesEvents = false;
  readonly #book: AnswerBook;
  /** What the chunks have in common. */
  #common: JsonObject = {};

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    rewriteError(answer, this.#book);
    keepOnly(answer, ANSWER, this.#book, 'answer');
    for (const choice of objectsAt(answer, 'choices', this.#book))
      this.#rewriteChoice(choice, true);
  }

  rewriteEvent(chunk: JsonObject): JsonObject | null {
    if (isFailure(chunk)) return { error: rewriteFailure(chunk['error'], this.#book) };
    keepOnly(chunk, ANSWER, this.#book, 'answer');
    const before = objectsAt(chunk, 'choices', this.#book);
    const { choices, usage, ...common } = chunk;
    this.#common = common;
    const after = before.filter((choice) => this.#rewriteChoice(choice, false));
    const isBlocked = this.#book.blockedBy !== null;
    if (isBlocked) for (const choice of after) choice['finish_reason'] = null;
    if (before.length > 0 && after.length === 0 && (isBlocked || !isJsonObject(usage))) return null;
    if (choices !== undefined) chunk['choices'] = after;
    return chunk;
  }

  numberEvent(): void {}

  /** False when nothing of the choice may be sent yet. */
  #rewriteChoice(choice: JsonObject, isWhole: boolean): boolean {
    keepOnly(choice, CHOICE, this.#book, 'choice');
    // Tokens, which are text in pieces.
    if (choice['logprobs'] !== undefined) choice['logprobs'] = null;
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    const { finish_reason: reason } = choice;
    const isLast = isWhole || (reason !== null && reason !== undefined);
    const isEmpty = choice['text'] === '';
    rewritePiece(choice, 'text', this.#book, this.#place(index), isLast);
    const isSent = isLast || isEmpty || choice['text'] !== undefined;
    return isSent && (this.#book.blockedBy === null || choice['text'] !== '');
  }

  #place(index: number): ChannelPlace {
    const render = (text: string): JsonObject => ({
      ...this.#common,
      choices: [{ index, text, logprobs: null, finish_reason: null }],
    });
    return { key: `${index}/text`, kind: 'text', render };
  }
}
