// The 422 of a policy or rule that the engine refuses: all reasons, their fields named as the caller sent them.
import { ApiError, type FieldError } from '../errors/api-error.ts';
import { paramOf } from '../http/validate.ts';
import type { ConfigRefusal } from '../rules/config-reader.ts';

/** Further ones are the same mistake again. */
const MAX_LISTED = 50;

/** `ownPath`: where in the source stands what the caller sent (`rules.3`); null when it is the whole. */
export function sourceRefused(
  refusals: readonly ConfigRefusal[],
  ownPath: string | null,
): ApiError {
  const fieldErrors = refusals.slice(0, MAX_LISTED).map((refusal) => toError(refusal, ownPath));
  const [first] = fieldErrors;
  return new ApiError('validation_error', {
    ...(first === undefined ? {} : { message: first.message }),
    ...(first?.param == null ? {} : { param: first.param }),
    ...(fieldErrors.length > 1 ? { fieldErrors } : {}),
  });
}

function toError({ param, message }: ConfigRefusal, ownPath: string | null): FieldError {
  const isOwn = ownPath !== null && (param === ownPath || param.startsWith(`${ownPath}.`));
  const path = isOwn ? param.slice(ownPath.length + 1) : param;
  const shown = paramOf(path === '' ? [] : path.split('.'));
  const link = CONTINUES.test(message) ? ' ' : ': ';
  return { param: shown, message: `${shown ?? 'The rule'}${link}${message}.` };
}

/** The engine says most reasons as the end of a sentence that begins with the field, and some as one of their own. */
const CONTINUES = /^(?:must|is|are|names?|holds?|has|takes?|cannot|detects) /;

/** Of a policy whose rules do not fit into one version. */
export const sourceTooLarge = (): ApiError =>
  new ApiError('validation_error', {
    param: 'rules',
    message: 'rules are too large together: keep long lists of terms in dictionaries.',
  });
