// If-Match with a record's revision (RFC 9110, 13.1.1), so that two operators do not overwrite each other.
import { ApiError } from '../errors/api-error.ts';
import type { HttpRequest } from './message.ts';

/** The revisions that the caller accepts. Null: any. */
export type IfMatch = readonly number[] | null;

/** `"3"`, `"3", "4"`, `*`; the bare number, too, because it is what `revision` shows. */
const FORM = /^(?:"\d{1,15}"|\d{1,15})(?:\s*,\s*(?:"\d{1,15}"|\d{1,15}))*$/;

/** Throws ApiError `invalid_request`. */
export function readIfMatch({ headers }: HttpRequest): IfMatch {
  const text = headers['if-match']?.join(', ').trim();
  if (text === undefined || text === '*') return null;
  if (!FORM.test(text))
    throw new ApiError('invalid_request', {
      message: 'If-Match must hold the revision of a record, like "3".',
      param: 'If-Match',
    });
  return text.split(',').map((part) => Number(part.replaceAll('"', '')));
}

/** Throws ApiError `revision_mismatch`. */
export function assertMatch(expected: IfMatch, revision: number): void {
  if (expected !== null && !expected.includes(revision)) throw new ApiError('revision_mismatch');
}

export const etagOf = (revision: number): string => `"${revision}"`;
