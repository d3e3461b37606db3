// Conditions of policy statements, as far as the stack's roles have them: which items and attributes a call is about.

/** Values of a call by condition key; an absent key is not part of the call. */
export type CallContext = Readonly<Record<string, readonly string[]>>;

export type Condition = {
  readonly key: string;
  readonly matches: (values: readonly string[] | undefined) => boolean;
};

type Test = (pattern: string, value: string) => boolean;

/** Keys that calls of the local run carry. Source: the service authorization reference of DynamoDB. */
const KNOWN_KEYS = new Set([
  'dynamodb:Attributes',
  'dynamodb:LeadingKeys',
  'dynamodb:ReturnValues',
]);

/** Reads a statement's Condition. Throws TypeError for operators and keys that are not evaluated here. */
export function readConditions(value: unknown, matchesPattern: Test): Condition[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) throw new TypeError('a condition is no object');
  return Object.entries(value).flatMap(([operator, wanted]) =>
    Object.entries((wanted ?? {}) as object).map(([key, patterns]) => {
      if (!KNOWN_KEYS.has(key)) throw new TypeError(`a condition on ${key}`);
      return { key, matches: matcher(operator, [patterns].flat() as string[], matchesPattern) };
    }),
  );
}

function matcher(
  operator: string,
  patterns: readonly string[],
  matchesPattern: Test,
): Condition['matches'] {
  const isAnyOf =
    (test: Test) =>
    (value: string): boolean =>
      patterns.some((pattern) => test(pattern, value));
  const isEqual: Test = (pattern, value) => pattern === value;
  switch (operator) {
    // As on AWS, what is not there fulfils both of them.
    case 'ForAllValues:StringEquals':
      return (values = []) => values.every(isAnyOf(isEqual));
    case 'ForAllValues:StringLike':
      return (values = []) => values.every(isAnyOf(matchesPattern));
    case 'StringEqualsIfExists':
      return (values = []) => values.every(isAnyOf(isEqual));
    default:
      throw new TypeError(`a condition with ${operator}`);
  }
}
