// Walks through a part of a request and puts edited texts in place of its texts; everything else stays as it is.
import { parseJson } from '../../http/json-body.ts';
import { readEncoded } from './encoded-text.ts';
import { isMemberName, type LabelTest } from './prompt-format.ts';

/** Both return the same string when they change nothing. */
export type TextEditor = {
  readonly text: (text: string) => string;
  /** JSON as text: what comes back is JSON, too. */
  readonly json: (text: string) => string;
  /** Texts that are read one after the other; each has been edited by itself. */
  readonly joined: (texts: readonly string[]) => readonly string[];
  /** A file that calls itself text and cannot be read as such. May throw. */
  readonly unreadable: (value: string) => string;
};

type JsonObject = Readonly<Record<string, unknown>>;

const { isRawJSON } = JSON as unknown as { isRawJSON(value: unknown): boolean };

type TextPart = JsonObject & { readonly text: string };
const isTextPart = (entry: unknown): entry is TextPart =>
  typeof entry === 'object' && entry !== null && typeof (entry as JsonObject)['text'] === 'string';

/** The same value when nothing changed. Values are at most as deep as `readJsonObject` lets them be. */
export class TextRewriter {
  readonly #editor: TextEditor;
  readonly #isLabel: LabelTest;

  constructor(editor: TextEditor, isLabel: LabelTest) {
    this.#editor = editor;
    this.#isLabel = isLabel;
  }

  rewrite(value: unknown): unknown {
    if (typeof value === 'string') return this.#editor.text(value);
    if (typeof value !== 'object' || value === null || isRawJSON(value)) return value;
    return Array.isArray(value) ? this.#list(value) : this.#object(value as JsonObject);
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    const edited = this.#joined(list.map((entry) => this.rewrite(entry)));
    return edited.some((entry, index) => entry !== list[index]) ? edited : list;
  }

  /** Parts of one message: a word may be cut in two by where one of them ends. */
  #joined(list: unknown[]): unknown[] {
    const places = list.flatMap((entry, index) => (isTextPart(entry) ? [index] : []));
    if (places.length < 2) return list;
    const texts = places.map((index) => (list[index] as TextPart).text);
    const edited = this.#editor.joined(texts);
    for (const [at, index] of places.entries())
      if (edited[at] !== texts[at])
        list[index] = { ...(list[index] as TextPart), text: edited[at] };
    return list;
  }

  #object(object: JsonObject): JsonObject {
    let isChanged = false;
    const members = Object.entries(object).map(([name, value]) => {
      const edited = this.#isLabel(name, value, object) ? value : this.#member(name, value, object);
      const shown = isMemberName(name) ? name : this.#editor.text(name);
      isChanged ||= edited !== value || shown !== name;
      return [shown, edited] as const;
    });
    return isChanged ? Object.fromEntries(members) : object;
  }

  #member(name: string, value: unknown, parent: JsonObject): unknown {
    if (typeof value === 'string') return this.#string(name, value, parent);
    const isFree = (name === 'arguments' || name === 'input') && typeof value === 'object';
    return isFree && value !== null ? this.#freeJson(value) : this.rewrite(value);
  }

  #string(name: string, value: string, parent: JsonObject): string {
    if (name === 'arguments') return this.#editor.json(value);
    const encoded = readEncoded(name, value, parent);
    switch (encoded.kind) {
      case 'plain':
        return this.#editor.text(value);
      case 'binary':
        return value;
      case 'unreadable':
        return this.#editor.unreadable(value);
      case 'text': {
        const { text, encode } = encoded.content;
        const edited = this.#editor.text(text);
        return edited === text ? value : encode(edited);
      }
    }
  }

  /** What a tool was called with: names of members and numbers are the model's words, too. */
  #freeJson(value: object): unknown {
    const text = JSON.stringify(value);
    const edited = this.#editor.json(text);
    return edited === text ? value : parseJson(edited);
  }
}
