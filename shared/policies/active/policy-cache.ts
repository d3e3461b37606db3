// Compiled policies by version and hash of their content: loaded once, used by every request until others push them out.

export type PolicyCache<T> = {
  /**
   * The value of that key; `load` runs only when it is not there. Concurrent callers share one load, and a failure is
   * forgotten.
   */
  readonly get: (key: string, load: () => Promise<T>) => Promise<T>;
};

/** Keeps what was used last, as long as the weights add up to at most `maxWeight`. */
export function createPolicyCache<T>(
  maxWeight: number,
  weightOf: (value: T) => number,
): PolicyCache<T> {
  /** The one used last stands last. What is being loaded weighs nothing yet. */
  const entries = new Map<string, { readonly value: Promise<T>; weight: number }>();

  const shrink = (): void => {
    let total = 0;
    for (const [key, { weight }] of [...entries].reverse()) {
      total += weight;
      // The newest stays, whatever it weighs: it is in use.
      if (total > maxWeight && total > weight) entries.delete(key);
    }
  };

  const begin = (key: string, load: () => Promise<T>) => {
    const entry = { value: load(), weight: 0 };
    entries.set(key, entry);
    entry.value.then(
      (value) => {
        entry.weight = weightOf(value);
        shrink();
      },
      () => {
        if (entries.get(key) === entry) entries.delete(key);
      },
    );
    return entry;
  };

  return {
    get: (key, load) => {
      const entry = entries.get(key);
      if (entry === undefined) return begin(key, load).value;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
  };
}
