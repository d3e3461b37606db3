// The texts of OpenAI's transcriptions and translations: the whole, and the same once more in segments and words.
import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook, ChannelPlace } from '../answer-book.ts';
import {
  isFailureEvent,
  keepOnly,
  nameSet,
  objectsAt,
  rewriteError,
  rewriteFailure,
  rewritePiece,
  rewriteWhole,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const ANSWER = nameSet('text task language languages duration usage segments words error');
const SEGMENT = nameSet(
  'id type seek start end speaker text temperature avg_logprob compression_ratio no_speech_prob',
);
const DELTA = nameSet('type delta segment_id logprobs sequence_number');
const DONE = nameSet('type text usage languages logprobs sequence_number');

const TEXT: ChannelPlace = {
  key: 'text',
  kind: 'text',
  render: (delta) => ({ type: 'transcript.text.delta', delta }),
};

export const createTranscriptFormat = (book: AnswerBook): AnswerFormat =>
  new TranscriptFormat(book);

class TranscriptFormat implements AnswerFormat {
  readonly namesEvents = true;
  readonly #book: AnswerBook;

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    const book = this.#book;
    rewriteError(answer, book);
    // Tokens, which are text in pieces.
    delete answer['logprobs'];
    keepOnly(answer, ANSWER, book, 'answer');
    for (const name of ['text', 'task', 'language', 'languages'])
      rewriteWhole(answer, name, book, name);
    for (const [index, segment] of objectsAt(answer, 'segments', book).entries())
      this.#rewriteSegment(segment, `segments/${index}`);
    this.#checkWords(answer);
  }

  rewriteEvent(event: JsonObject): JsonObject | null {
    const book = this.#book;
    if (isFailureEvent(event)) return rewriteFailure(event, book) as JsonObject;
    if (event['logprobs'] !== undefined) event['logprobs'] = [];
    switch (event['type']) {
      case 'transcript.text.delta':
        keepOnly(event, DELTA, book, 'event');
        rewriteWhole(event, 'segment_id', book, 'segment_id');
        rewritePiece(event, 'delta', book, TEXT, false);
        return event['delta'] === undefined ? null : event;
      case 'transcript.text.done':
        keepOnly(event, DONE, book, 'event');
        event['text'] = book.total(TEXT, String(event['text'] ?? ''));
        rewriteWhole(event, 'languages', book, 'languages');
        return book.blockedBy === null ? event : null;
      case 'transcript.text.segment':
        this.#rewriteSegment(event, `segment/${event['id']}`);
        return book.blockedBy === null ? event : null;
      default:
        book.drop('event');
        return null;
    }
  }

  numberEvent(): void {}

  #rewriteSegment(segment: JsonObject, key: string): void {
    // Numbers of tokens, which are text in another alphabet.
    delete segment['tokens'];
    keepOnly(segment, SEGMENT, this.#book, 'segment');
    for (const name of ['id', 'type', 'speaker', 'text'])
      rewriteWhole(segment, name, this.#book, `${key}/${name}`);
  }

  /** Read as the text that they are together. Where a rule changes it, nobody can say which word was meant. */
  #checkWords(answer: JsonObject): void {
    const words = objectsAt(answer, 'words', this.#book);
    const text = words.map(({ word }) => (typeof word === 'string' ? word : '')).join(' ');
    const isKnown = words.every(
      ({ word, start, end, ...rest }) =>
        [typeof word, typeof start, typeof end].join() === 'string,number,number' &&
        Object.keys(rest).length === 0,
    );
    if (isKnown && this.#book.whole('words', text) === text) return;
    this.#book.drop('words');
    delete answer['words'];
  }
}
