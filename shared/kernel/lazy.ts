// A value made once on first use. A failure is forgotten, so the next caller tries again.

/** Concurrent callers share one attempt; a success is kept, a rejection is not. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    pending ??= make().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
