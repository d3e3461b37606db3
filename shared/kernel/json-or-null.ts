// JSON from elsewhere that need not be any.

/** Null for what is no JSON, and for `null` itself. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
