// What OpenAI's images say besides pictures, which no rule can read: how a prompt was rewritten, and addresses.
import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook } from '../answer-book.ts';
import {
  isFailureEvent,
  keepOnly,
  nameSet,
  objectsAt,
  rewriteError,
  rewriteFailure,
  rewriteWhole,
} from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const SETTINGS = 'background created output_format quality size usage';
const ANSWER = nameSet(SETTINGS, 'data error');
const PICTURE = nameSet('b64_json revised_prompt url');
const EVENT = nameSet(SETTINGS, 'type b64_json created_at partial_image_index sequence_number');
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const WORD = /^[\w.-]{0,40}$/;

export const createImagesFormat = (book: AnswerBook): AnswerFormat => new ImagesFormat(book);

class ImagesFormat implements AnswerFormat {
  readonly namesEvents = true;
  readonly #book: AnswerBook;

  constructor(book: AnswerBook) {
    this.#book = book;
  }

  rewriteAnswer(answer: JsonObject): void {
    const book = this.#book;
    rewriteError(answer, book);
    keepOnly(answer, ANSWER, book, 'answer');
    this.#checkSettings(answer);
    for (const [index, picture] of objectsAt(answer, 'data', book).entries()) {
      keepOnly(picture, PICTURE, book, 'data');
      this.#checkPicture(picture);
      for (const name of ['revised_prompt', 'url'])
        rewriteWhole(picture, name, book, `${index}/${name}`);
    }
  }

  rewriteEvent(event: JsonObject): JsonObject | null {
    const { type } = event;
    if (isFailureEvent(event)) return rewriteFailure(event, this.#book) as JsonObject;
    if (typeof type !== 'string' || !/^image_(?:generation|edit)\.\w{1,40}$/.test(type)) {
      this.#book.drop('event');
      return null;
    }
    keepOnly(event, EVENT, this.#book, 'event');
    this.#checkSettings(event);
    this.#checkPicture(event);
    return event;
  }

  numberEvent(): void {}

  #checkPicture(picture: JsonObject): void {
    const { b64_json: data } = picture;
    if (data === undefined || data === null) return;
    if (typeof data === 'string' && BASE64.test(data)) return;
    this.#book.drop('b64_json');
    delete picture['b64_json'];
  }

  /** `1024x1024`, `high`, `png`: what is longer, or no word, is no setting. */
  #checkSettings(object: JsonObject): void {
    for (const name of ['background', 'output_format', 'quality', 'size']) {
      const value = object[name];
      if (value === undefined || value === null) continue;
      if (typeof value === 'string' && WORD.test(value)) continue;
      this.#book.drop(name);
      delete object[name];
    }
  }
}
