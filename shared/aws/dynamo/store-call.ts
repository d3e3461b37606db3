// Calls a store: what the service or the network failed at becomes 503, what we did wrong stays a bug.
import { ApiError } from '../../errors/api-error.ts';

/** Errors that asking again cannot cure, because the request itself is wrong. */
const OUR_MISTAKES = new Set([
  'ValidationException',
  'InvalidParameterException',
  'SerializationException',
]);

/** The answer. Throws ApiError `service_unavailable` with the failure as its cause, or a bug as it is. */
export async function storeCall<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    throw isBug(cause) ? cause : new ApiError('service_unavailable', { cause });
  }
}

const isBug = (error: unknown): boolean =>
  error instanceof ApiError ||
  error instanceof TypeError ||
  error instanceof RangeError ||
  (error instanceof Error && OUR_MISTAKES.has(error.name));
