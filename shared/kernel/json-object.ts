// JSON values as `parseExactly` gives them.

export type JsonObject = Record<string, unknown>;

const { isRawJSON } = JSON as unknown as {
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

/** A number that a double cannot hold is an object, too, but holds no members. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);

/** The digits of a number; null for anything else. */
export function digitsOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return isRawJSON(value) ? value.rawJSON : null;
}
