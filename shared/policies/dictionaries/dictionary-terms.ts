// Reads the terms that are sent for a dictionary, and names the place of every one that is refused.
import { ApiError } from '../../errors/api-error.ts';
import { invalidField } from '../../http/validate.ts';
import { termRefusal } from '../../matching/dictionary/limits.ts';
import type { ReplaceDictionaryBody } from './dictionary-schema.ts';
import { MAX_TERMS } from './dictionary-schema.ts';

/** Further ones are the same mistake again. */
const MAX_LISTED = 50;

/** Null: none are sent. Without repetitions, in order. Throws ApiError `validation_error` that names places. */
export function readTermsOf(body: ReplaceDictionaryBody): readonly string[] | null {
  const { terms, text } = body;
  if (terms !== undefined && text !== undefined)
    throw invalidField('text', 'cannot be given together with terms.');
  if (terms !== undefined) return checked('terms', terms, 0);
  return text === undefined ? null : checked('text', linesOf(text), 1);
}

/** Spaces around a term are not part of it, as they cannot be seen; empty lines hold none. */
const linesOf = (text: string): string[] =>
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());

/** `first`: the number of the first one, as people count list members or lines. */
function checked(field: 'terms' | 'text', entries: readonly string[], first: number): string[] {
  const terms = field === 'text' ? entries.filter((line) => line !== '') : entries;
  if (terms.length === 0) throw invalidField(field, 'must hold at least one term.');
  if (terms.length > MAX_TERMS) throw invalidField(field, `must hold at most ${MAX_TERMS} terms.`);
  const errors: { readonly param: string; readonly message: string }[] = [];
  for (const [index, entry] of entries.entries()) {
    const refusal = entry === '' && field === 'text' ? null : reasonAgainst(entry);
    if (refusal === null) continue;
    const param = `${field}.${index + first}`;
    errors.push({ param, message: `${param} ${refusal}.` });
    if (errors.length === MAX_LISTED) break;
  }
  const [worst] = errors;
  if (worst === undefined) return [...new Set(terms)];
  throw new ApiError('validation_error', {
    message: worst.message,
    param: worst.param,
    ...(errors.length > 1 ? { fieldErrors: errors } : {}),
  });
}

/** Half a surrogate pair is no text, and would not be stored as it was sent. */
const reasonAgainst = (term: string): string | null =>
  term.isWellFormed() ? termRefusal(term) : 'is not well-formed text';
