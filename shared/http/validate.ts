// Checks a value against a schema at the border: what does not fit becomes a 422 that names the field.
import type * as z from 'zod/mini';
import { ApiError } from '../errors/api-error.ts';

/**
 * The parsed value. Throws ApiError `validation_error` about the first field that is wrong.
 * `whole` names the value itself, for a fault that is not one field's.
 */
export function validate<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  whole: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw issue === undefined ? new ApiError('validation_error') : toApiError(issue, whole);
}

function toApiError(issue: z.core.$ZodIssue, whole: string): ApiError {
  if (issue.code === 'unrecognized_keys') {
    const param = paramOf([...issue.path, issue.keys[0] ?? '']);
    const phrase = param === null ? 'holds a name that is not accepted.' : 'is not accepted here.';
    return refusal(param, phrase, whole);
  }
  // A key of a map is text of the caller's, so a wrong one is described but not repeated.
  const path = issue.code === 'invalid_key' ? issue.path.slice(0, -1) : issue.path;
  const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
  return refusal(paramOf(path), message ?? 'has a value that is not allowed.', whole);
}

const refusal = (param: string | null, phrase: string, whole: string): ApiError =>
  new ApiError('validation_error', {
    message: `${param ?? whole} ${phrase}`,
    ...(param === null ? {} : { param }),
  });

/** The error of a field that only the use-case can judge. `phrase` continues the field's name. */
export const invalidField = (param: string, phrase: string): ApiError =>
  refusal(param, phrase, param);

/** Shorter than every kind of secret that could be pasted as a field's name by mistake. */
const MAX_NAME_LENGTH = 28;

/** The dotted path, or null for the whole value. A part that does not look like a name is left out. */
export function paramOf(path: readonly PropertyKey[]): string | null {
  const parts = path.map(String).filter((part) => /^[\w.:/-]+$/.test(part));
  const shown = parts.filter((part) => part.length <= MAX_NAME_LENGTH);
  return shown.length === 0 ? null : shown.join('.');
}
