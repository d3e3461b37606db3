// Query parameters of the admin plane: each at most once, none unknown.
import type * as z from 'zod/mini';
import { ApiError } from '../errors/api-error.ts';
import type { HttpRequest } from './message.ts';
import { validate } from './validate.ts';

/** A presigned URL carries its signature in the query; API Gateway has checked it. */
const SIGNATURE = /^x-amz-/i;

/** Throws ApiError: `invalid_request` for a repeated parameter, `validation_error` for an unknown or wrong one. */
export function readQuery<S extends z.ZodMiniType>(schema: S, request: HttpRequest): z.output<S> {
  const single: Record<string, string> = Object.create(null);
  for (const [name, values] of Object.entries(request.query)) {
    if (SIGNATURE.test(name)) continue;
    if (values.length !== 1)
      throw new ApiError('invalid_request', {
        message: 'A query parameter may be given once.',
      });
    single[name] = values[0] ?? '';
  }
  return validate(schema, single, 'The query');
}
