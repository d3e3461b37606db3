// The wire forms of a dictionary. Its terms come as a list, or as a text with one in each line.
import * as z from 'zod/mini';
import { description, must, name, time } from '../../http/fields.ts';
import { listFields, pageFields } from '../../http/list.ts';

export const MAX_TERMS = 100_000;

const TERMS = `a list of 1 to ${MAX_TERMS} texts`;
const TEXT = 'text with one term in each line';

/** Each of them is judged with its place in the list (dictionary-terms.ts). */
const contentFields = {
  terms: z.optional(z.array(z.string(must('text')), must(TERMS))),
  text: z.optional(z.string(must(TEXT))),
};

export const createDictionaryBody = z.strictObject({
  name,
  description: z.optional(description),
  ...contentFields,
});
/** What is not sent stays. */
export const replaceDictionaryBody = z.strictObject({
  name: z.optional(name),
  description: z.optional(description),
  ...contentFields,
});

/** Where a body of `text/plain` leaves no room for them. */
export const dictionaryQuery = z.strictObject({
  name: z.optional(name),
  description: z.optional(description),
});

const dictionaryFields = {
  id: z.string(),
  name: z.string(),
  description: z.nullable(z.string()),
  term_count: z.int(),
  hash: z.string(),
  used_by_policies: z.int(),
  created_at: time,
  created_by: z.string(),
  updated_at: time,
  revision: z.int(),
};
export const dictionaryAnswer = z.strictObject(dictionaryFields);
/** To a repeated request: what the first one created. */
export const replayedDictionaryAnswer = z.strictObject({
  ...dictionaryFields,
  idempotent_replay: z.literal(true),
});
export const getDictionaryQuery = z.strictObject({
  include: z.optional(z.literal('terms', must('terms'))),
  cursor: pageFields.cursor,
});
/** With `include=terms`: some of them, and where the next ones begin. */
export const dictionaryWithTermsAnswer = z.strictObject({
  ...dictionaryFields,
  terms: z.optional(z.array(z.string())),
  next_cursor: z.optional(z.nullable(z.string())),
});
export const listDictionariesQuery = z.strictObject(pageFields);
export const listDictionariesAnswer = z.strictObject({
  dictionaries: z.array(dictionaryAnswer),
  ...listFields,
});

export type CreateDictionaryBody = z.output<typeof createDictionaryBody>;
export type ReplaceDictionaryBody = z.output<typeof replaceDictionaryBody>;
export type GetDictionaryQuery = z.output<typeof getDictionaryQuery>;
export type ListDictionariesQuery = z.output<typeof listDictionariesQuery>;
export type DictionaryAnswer = z.output<typeof dictionaryAnswer>;
