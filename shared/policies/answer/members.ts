// Rewrites members of an answer's objects in place: texts as the rules leave them, and nothing that no rule has read.
import { parseExactly } from '../../kernel/exact-json.ts';
import { digitsOf, isJsonObject, type JsonObject } from '../../kernel/json-object.ts';
import { hasKnownForm, isLabelName, learnNames } from '../known-forms.ts';
import type { AnswerBook, ChannelPlace } from './answer-book.ts';

/** Each argument: names with spaces between them. */
export function nameSet(...names: readonly string[]): ReadonlySet<string> {
  const list = names.join(' ').split(' ');
  learnNames(list);
  return new Set(list);
}

/** Takes out members with another name, and counts them as `place.name`. Nothing and flags may stay. */
export function keepOnly(
  object: JsonObject,
  known: ReadonlySet<string>,
  book: AnswerBook,
  place: string,
): void {
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (known.has(name) || value === null || typeof value === 'boolean') continue;
    book.drop(`${place}.${name}`);
    delete object[name];
  }
}

/** A member that should be an object; anything else is taken out and counted. */
export function objectAt(object: JsonObject, name: string, book: AnswerBook): JsonObject | null {
  const value = object[name];
  if (isJsonObject(value)) return value;
  if (value !== undefined && value !== null) {
    book.drop(name);
    delete object[name];
  }
  return null;
}

/** The same for a list of objects, which stay. */
export function objectsAt(object: JsonObject, name: string, book: AnswerBook): JsonObject[] {
  const value = object[name];
  if (!Array.isArray(value)) {
    // A lone object has no place either.
    if (objectAt(object, name, book) !== null) delete object[name];
    return [];
  }
  const objects = value.filter(isJsonObject);
  if (objects.length < value.length) book.drop(name);
  object[name] = objects;
  return objects;
}

/**
 * A piece of a channel. A member of which nothing may be sent yet is taken out. `isLast`: the channel ends with it, and
 * the member stays.
 */
export function rewritePiece(
  object: JsonObject,
  name: string,
  book: AnswerBook,
  place: ChannelPlace,
  isLast: boolean,
): void {
  const piece = object[name];
  if (piece === null || piece === undefined) return;
  if (typeof piece !== 'string') {
    book.drop(name);
    delete object[name];
    return;
  }
  const text = book.push(place, piece) + (isLast ? book.end(place) : '');
  if (text === '' && piece !== '' && !isLast) delete object[name];
  else object[name] = text;
}

/** A text of its own that comes as a whole, such as a name. */
export function rewriteWhole(
  object: JsonObject,
  name: string,
  book: AnswerBook,
  key: string,
): void {
  if (object[name] === undefined) return;
  object[name] = rewriteStrings(object[name], book, key);
}

/** Every text of an object but for the members that are `handled` elsewhere. */
export function rewriteOthers(
  object: JsonObject,
  handled: readonly string[],
  book: AnswerBook,
  key: string,
): void {
  for (const name of Object.keys(object))
    if (!handled.includes(name) && !hasKnownForm(name, object[name]))
      rewriteWhole(object, name, book, `${key}/${name}`);
}

/** Every string of a value, each as a text of its own; long numbers, too. */
export function rewriteStrings(value: unknown, book: AnswerBook, key: string): unknown {
  return mapTexts(value, key, (text, at) =>
    isLabelName(nameIn(at))
      ? book.label(at, text)
      : book.whole(at, text, at.endsWith('/arguments') ? 'json' : 'text'),
  );
}

/** True when the provider tells an error, in whatever form. */
export const isFailure = ({ error }: JsonObject): boolean => error !== undefined && error !== null;

/** The same of an event of a stream, some of which have a type of their own for it. */
export const isFailureEvent = (event: JsonObject): boolean =>
  event['type'] === 'error' || isFailure(event);

/** What a provider says about its failure in place of an answer, or beside one. */
export function rewriteError(answer: JsonObject, book: AnswerBook): void {
  if (isFailure(answer)) answer['error'] = rewriteFailure(answer['error'], book);
}

/** The same for what a provider says about its failure: nothing of it is a reason to block. */
export const rewriteFailure = (value: unknown, book: AnswerBook): unknown =>
  mapTexts(value, '', (text) => book.harmless(text));

/** A JSON value that a model wrote, such as the input of a tool: as its text would be. */
export function rewriteValue(value: unknown, book: AnswerBook, key: string): unknown {
  const text = book.whole(key, JSON.stringify(value), 'json');
  return book.blockedBy === null ? book.noteRead(parseExactly(text)) : null;
}

function mapTexts(
  value: unknown,
  key: string,
  map: (text: string, key: string) => string,
): unknown {
  if (typeof value === 'string') return map(value, key);
  const digits = digitsOf(value);
  if (digits !== null) {
    if (hasKnownForm(nameIn(key), value)) return value;
    const shown = map(digits, key);
    return shown === digits ? value : shown;
  }
  if (Array.isArray(value)) return value.map((each, at) => mapTexts(each, `${key}/${at}`, map));
  if (isJsonObject(value))
    for (const name of Object.keys(value))
      if (!hasKnownForm(name, value[name]))
        value[name] = mapTexts(value[name], `${key}/${name}`, map);
  return value;
}

/** `output/0/created_at` → `created_at`. */
const nameIn = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
