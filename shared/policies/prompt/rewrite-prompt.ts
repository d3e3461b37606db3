// Takes the texts that rules look at out of a request, and puts edited ones in their place.

import { type SurfaceName, surfaces } from '../../wire/surfaces.ts';
import { isOfTurn, newestTurnStart } from './newest-turn.ts';
import { isCoveredField, labelsIn } from './prompt-format.ts';
import { type TextEditor, TextRewriter } from './rewrite-texts.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** Told of each part before its texts: a field of the request or one entry of its conversation, `messages.3`. */
export type PromptEditor = TextEditor & { readonly enter: (part: string) => void };

export type Coverage = {
  readonly format: SurfaceName;
  /** The whole request, or what is new in it. */
  readonly all: boolean;
};

/** The same object when nothing changed. */
export function rewritePrompt(
  body: JsonObject,
  { format, all }: Coverage,
  editor: PromptEditor,
): JsonObject {
  const { conversation } = surfaces[format];
  const edited = Object.entries(body).map(([field, value]) => {
    if (!isCoveredField(field, all)) return [field, value] as const;
    const rewriter = new TextRewriter(editor, labelsIn(field));
    const isConversation =
      field === conversation.field && conversation.hasTurns && Array.isArray(value);
    const rewrite = (part: unknown, name: string): unknown => {
      editor.enter(name);
      return rewriter.rewrite(part);
    };
    if (isConversation) return [field, rewriteEntries(value, field, all, rewrite)] as const;
    // Texts of their own, and no parts of one.
    const isList = field === conversation.field && Array.isArray(value);
    return [field, isList ? rewriteEach(value, field, rewrite) : rewrite(value, field)] as const;
  });
  return edited.some(([field, value]) => value !== body[field]) ? Object.fromEntries(edited) : body;
}

function rewriteEach(
  entries: readonly unknown[],
  field: string,
  rewrite: (part: unknown, name: string) => unknown,
): readonly unknown[] {
  const edited = entries.map((entry) => rewrite(entry, field));
  return edited.some((entry, index) => entry !== entries[index]) ? edited : entries;
}

function rewriteEntries(
  entries: readonly unknown[],
  field: string,
  all: boolean,
  rewrite: (part: unknown, name: string) => unknown,
): readonly unknown[] {
  const start = all ? 0 : newestTurnStart(entries);
  const edited = entries.map((entry, index) => {
    const isCovered = all || (index >= start && isOfTurn(entry));
    return isCovered ? rewrite(entry, `${field}.${index}`) : entry;
  });
  return edited.some((entry, index) => entry !== entries[index]) ? edited : entries;
}

/** Embeddings may be asked for by token numbers, which no rule can read. */
export function isUnreadable(body: JsonObject, { format }: Coverage): boolean {
  const { field, hasTurns } = surfaces[format].conversation;
  const content = body[field];
  return !hasTurns && Array.isArray(content) && content.some(isTokens);
}

const isTokens = (entry: unknown): boolean =>
  typeof entry === 'number' || (Array.isArray(entry) && entry.length > 0);
