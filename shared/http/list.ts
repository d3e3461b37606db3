// What all lists have in common: their parameters, a page of entries, their answer.
import * as z from 'zod/mini';
import type { CursorCodec, ListName, Position } from './cursor.ts';
import { must } from './fields.ts';

const LIMIT = 'a whole number from 1 to 100';
const DEFAULT_LIMIT = 20;

/** Query parameters of a list. They arrive as text. */
export const pageFields = {
  cursor: z.optional(z.string()),
  limit: z.optional(z.string().check(z.regex(/^(?:[1-9]\d?|100)$/, must(LIMIT)))),
};
const listQuery = z.strictObject(pageFields);
export type ListQuery = z.output<typeof listQuery>;

/** What a store is asked for. */
export type PageRequest = { readonly limit: number; readonly after: Position | null };
/** What a store gives: `next` is where the following page begins, null after the last. */
export type Page<T> = { readonly entries: readonly T[]; readonly next: Position | null };

/** Throws ApiError `invalid_request` for a foreign cursor. */
export const toPageRequest = (
  cursors: CursorCodec,
  list: ListName,
  query: ListQuery,
): PageRequest => ({
  limit: query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit),
  after: query.cursor === undefined ? null : cursors.decode(list, query.cursor),
});

/** The members that every list's answer has beside its entries. */
export const listFields = { total: z.int(), next_cursor: z.nullable(z.string()) };

export const nextCursor = (
  cursors: CursorCodec,
  list: ListName,
  next: Position | null,
): string | null => (next === null ? null : cursors.encode(list, next));
