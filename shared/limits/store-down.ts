// Where a call can do without the store of permits for a moment. A bug is no outage and passes on.
import { ApiError } from '../errors/api-error.ts';

/** For `catch`: the value when the store could not answer. Throws anything else. */
export const whenStoreDown =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof ApiError) return value;
    throw error;
  };
