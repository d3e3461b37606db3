// Reads single context values, which are text on the command line and JSON in cdk.json.

/** A construct node, as far as settings need it. */
export type ContextSource = { tryGetContext(key: string): unknown; getAllContext(): object };

/** A context value that is not allowed, with the key and what would be. */
export class SettingError extends Error {
  constructor(key: string, expected: string) {
    super(`context "${key}" must be ${expected}`);
    this.name = 'SettingError';
  }
}

/** Undefined when the key is absent. */
export function readText(
  source: ContextSource,
  key: string,
  shape: RegExp,
  expected: string,
): string | undefined {
  const value = source.tryGetContext(key);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !shape.test(value)) throw new SettingError(key, expected);
  return value;
}

/** A whole number within bounds, both included. Undefined when the key is absent. */
export function readInteger(
  source: ContextSource,
  key: string,
  min: number,
  max: number,
): number | undefined {
  const value = source.tryGetContext(key);
  if (value === undefined) return undefined;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  if (!Number.isInteger(number) || (number as number) < min || (number as number) > max)
    throw new SettingError(key, `a whole number from ${min} to ${max}`);
  return number as number;
}

/** One of a few words. */
export function readChoice<T extends string>(
  source: ContextSource,
  key: string,
  choices: readonly [T, ...T[]],
): T {
  const value = source.tryGetContext(key) ?? choices[0];
  const choice = choices.find((word) => word === value);
  if (choice === undefined) throw new SettingError(key, `one of: ${choices.join(', ')}`);
  return choice;
}
