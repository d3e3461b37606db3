// What a stored response was made from, as it is read back: items of an earlier request, every text by itself.
import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook } from '../answer-book.ts';
import { keepOnly, nameSet, rewriteOthers } from '../members.ts';
import type { AnswerFormat } from './answer-format.ts';

const LIST = nameSet('object data first_id last_id has_more');

export const createInputItemsFormat = (book: AnswerBook): AnswerFormat => ({
  namesEvents: false,
  rewriteAnswer: (answer) => {
    keepOnly(answer, LIST, book, 'list');
    rewriteOthers(answer, [], book, 'list');
  },
  // It never streams.
  rewriteEvent: (): JsonObject | null => null,
  numberEvent: () => undefined,
});
