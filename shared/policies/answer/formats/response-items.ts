// Output items of the Responses API and their parts, as they begin and as they are in the end.

import type { JsonObject } from '../../../kernel/json-object.ts';
import type { AnswerBook } from '../answer-book.ts';
import { keepOnly, objectAt, objectsAt, rewriteOthers, rewritePiece } from '../members.ts';
import {
  ITEM_TEXTS,
  PART_TEXTS,
  READABLE_ITEMS,
  type ResponseText,
  SHELL_COMMAND,
} from './response-events.ts';
import { itemKey, partKey, type Spot, textPlace } from './response-places.ts';

const UNREAD_ITEM = new Set(['type', 'id', 'status']);
const UNREAD_PART = new Set(['type']);
/** By type: members that are read elsewhere, and a picture, which no rule reads. */
const HANDLED = new Map([
  ['shell_call', ['action']],
  ['image_generation_call', ['result']],
]);

/** `isDone`: the item is a snapshot, and says what was told of it; otherwise it begins. Changes the item. */
export function rewriteItem(item: JsonObject, spot: Spot, book: AnswerBook, isDone: boolean): void {
  const type = String(item['type']);
  if (!READABLE_ITEMS.has(type)) {
    keepOnly(item, UNREAD_ITEM, book, 'output_item');
    return;
  }
  const text = ITEM_TEXTS.get(type);
  if (text !== undefined) rewriteText(item, text, spot, book, isDone);
  for (const [index, part] of objectsAt(item, 'summary', book).entries())
    rewritePart(part, { ...spot, summary_index: index }, book, isDone);
  for (const [index, part] of objectsAt(item, 'content', book).entries())
    rewritePart(part, { ...spot, content_index: index }, book, isDone);
  if (type === 'shell_call') rewriteCommands(item, spot, book, isDone);
  const handled = ['summary', 'content', text?.member ?? '', ...(HANDLED.get(type) ?? [])];
  rewriteOthers(item, handled, book, itemKey(spot));
}

/** Like `rewriteItem`, of a part. */
export function rewritePart(part: JsonObject, spot: Spot, book: AnswerBook, isDone: boolean): void {
  const text = PART_TEXTS.get(String(part['type']));
  if (text === undefined) {
    keepOnly(part, UNREAD_PART, book, 'part');
    return;
  }
  if (part['logprobs'] !== undefined) part['logprobs'] = [];
  rewriteText(part, text, spot, book, isDone);
  rewriteOthers(part, [text.member, 'logprobs'], book, partKey(spot));
}

function rewriteText(
  object: JsonObject,
  text: ResponseText,
  spot: Spot,
  book: AnswerBook,
  isDone: boolean,
): void {
  const place = textPlace(spot, text);
  const { member } = text;
  const value = object[member];
  if (isDone && typeof value === 'string') object[member] = book.total(place, value);
  else rewritePiece(object, member, book, place, false);
  if (typeof value === 'string') object[member] ??= '';
}

/** Commands are streamed one by one, and stand in the action as a list. */
function rewriteCommands(item: JsonObject, spot: Spot, book: AnswerBook, isDone: boolean): void {
  const action = objectAt(item, 'action', book);
  if (action === null) return;
  const { commands } = action;
  rewriteOthers(action, ['commands'], book, `${itemKey(spot)}/action`);
  if (!Array.isArray(commands)) {
    delete action['commands'];
    return;
  }
  action['commands'] = commands.map((command: unknown, index) => {
    const place = textPlace({ ...spot, command_index: index }, SHELL_COMMAND);
    return isDone && typeof command === 'string' ? book.total(place, command) : '';
  });
}
