// The last look at what is sent of an answer: whatever no rule has read and has no known form is read now, or left out.
import { digitsOf, isJsonObject, type JsonObject } from '../../kernel/json-object.ts';
import { hasKnownForm, isKnownName, isLabelName } from '../known-forms.ts';
import type { AnswerBook } from './answer-book.ts';

/** `isEcho`: the text stands in the request. */
export type SealPorts = { readonly book: AnswerBook; readonly isEcho: (text: string) => boolean };

/** Changes the object. Nothing is read twice: the book knows what came out of it. */
export function seal(object: JsonObject, ports: SealPorts, key = ''): void {
  const { book, isEcho } = ports;
  for (const name of Object.keys(object)) {
    const at = `${key}/${name}`;
    if (!isKnownName(name) && !isEcho(name) && book.label(`${at}#name`, name) !== name) {
      book.drop('name');
      delete object[name];
    } else object[name] = sealed(object[name], name, at, ports);
    if (book.blockedBy !== null) return;
  }
}

function sealed(value: unknown, name: string, key: string, ports: SealPorts): unknown {
  const { book, isEcho } = ports;
  if (Array.isArray(value)) return value.map((each) => sealed(each, name, key, ports));
  if (isJsonObject(value)) {
    if (!book.hasRead(value)) seal(value, ports, key);
    return value;
  }
  if (hasKnownForm(name, value)) return value;
  const text = typeof value === 'string' ? value : (digitsOf(value) ?? '');
  if (book.hasTold(text) || isEcho(text)) return value;
  const shown = isLabelName(name) ? book.label(key, text) : book.whole(key, text);
  return shown === text ? value : shown;
}

/** Texts and names of a request, gathered when the first is asked for. */
export function echoesOf(asked: Readonly<Record<string, unknown>>): SealPorts['isEcho'] {
  let texts: Set<string> | null = null;
  return (text) => {
    texts ??= new Set(textsIn(asked));
    return texts.has(text);
  };
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const each of value) yield* textsIn(each);
  else if (isJsonObject(value))
    for (const [name, member] of Object.entries(value)) {
      yield name;
      yield* textsIn(member);
    }
}
