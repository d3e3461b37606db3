// Read, decide, write on condition; again when somebody wrote in between.
import { ApiError } from './api-error.ts';

/** What an attempt gives when its write met another state than the one that it had read. */
export const CHANGED = Symbol('changed');

/** Writers that got in between; then the caller is told. */
const MAX_ATTEMPTS = 4;

/** `attempt` reads anew each time. Throws ApiError `concurrent_change`, and what `attempt` throws. */
export async function retryWhileChanged<T>(attempt: () => Promise<T | typeof CHANGED>): Promise<T> {
  for (let made = 0; made < MAX_ATTEMPTS; made++) {
    const result = await attempt();
    if (result !== CHANGED) return result;
  }
  throw new ApiError('concurrent_change');
}
