// Whether a value has members, as an object of JSON does.

/** Not for lists. A number that `JSON.rawJSON` keeps exactly is an object to this, too. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
