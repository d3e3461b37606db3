// An error with a public side: whatever is thrown as ApiError may be shown to the caller, anything else may not.
import { type ErrorCode, type ErrorSpec, errorSpec } from './catalog.ts';
import type { TriggeredRuleAnswer } from './triggered-rules.ts';

/** `message` is a sentence that begins with the field's name, in words of ours only. */
export type FieldError = { readonly param: string | null; readonly message: string };

export type ApiErrorOptions = {
  /** Replaces the catalogue's sentence. Words of ours or the operator's only: never a secret, never the provider's. */
  readonly message?: string;
  /** The field that is wrong, as a dotted path (`restrictions.allowed_ips.0`). */
  readonly param?: string;
  /** Every field that is wrong, when several are; the first one is `param` and `message`, too. */
  readonly fieldErrors?: readonly FieldError[];
  /** Response headers on top of the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a policy violation: the rules that matched, and where; never what they matched. */
  readonly triggeredRules?: readonly TriggeredRuleAnswer[];
  /** What happened inside; logged by class and frames, never sent. */
  readonly cause?: unknown;
};

export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly param: string | null;
  /** Empty unless several fields are wrong. */
  readonly fieldErrors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;
  /** Null unless a policy was violated. */
  readonly triggeredRules: readonly TriggeredRuleAnswer[] | null;

  constructor(code: ErrorCode, options: ApiErrorOptions = {}) {
    super(options.message ?? errorSpec(code).message, { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.param = options.param ?? null;
    this.fieldErrors = options.fieldErrors ?? [];
    this.headers = options.headers ?? {};
    this.triggeredRules = options.triggeredRules ?? null;
  }

  get spec(): ErrorSpec {
    return errorSpec(this.code);
  }
}

/** The same error with further headers. The original stays its cause, for the log. */
export function withHeaders(error: unknown, headers: Readonly<Record<string, string>>): ApiError {
  const known = asApiError(error);
  const { code, message, param, fieldErrors, triggeredRules, headers: own, cause = error } = known;
  return new ApiError(code, {
    message,
    ...(param === null ? {} : { param }),
    ...(triggeredRules === null ? {} : { triggeredRules }),
    ...(fieldErrors.length === 0 ? {} : { fieldErrors }),
    headers: { ...own, ...headers },
    cause,
  });
}

/** What a caller may see of any thrown value: itself if it is an ApiError, otherwise a mute 500. */
export const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError ? error : new ApiError('internal_error', { cause: error });
