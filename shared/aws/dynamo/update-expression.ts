// Builds the parts of an UpdateItem from the values that the item shall have.
import { type Attributes, attributeItem } from './attribute-item.ts';

export type Update = {
  /** Null removes the attribute: absent and null are the same in the tables. At least one is not null. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** What the item must hold before. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** What it must not have. */
  readonly absent?: readonly string[];
  /** Numbers that grow by one. */
  readonly counted?: readonly string[];
  /** Numbers that shrink by one. */
  readonly released?: readonly string[];
};

type UpdateParts = {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Attributes;
};

/** The key must exist in any case, because UpdateItem creates what is missing. */
export function updateParts(
  key: readonly string[],
  { changes, expected, absent = [], counted = [], released = [] }: Update,
): UpdateParts {
  const set = Object.entries(changes).filter(([, value]) => value !== null);
  const removed = Object.keys(changes).filter((name) => changes[name] === null);
  const steps = [...counted, ...released];
  const names = [...key, ...Object.keys({ ...changes, ...expected }), ...absent, ...steps];
  const assignments = [
    ...set.map(([name]) => `#${name} = :${name}`),
    ...counted.map((name) => `#${name} = #${name} + :one`),
    ...released.map((name) => `#${name} = #${name} - :one`),
  ];
  const remove = removed.map((name) => `#${name}`).join(', ');
  return {
    UpdateExpression: `SET ${assignments.join(', ')}${remove === '' ? '' : ` REMOVE ${remove}`}`,
    ConditionExpression: [
      ...key.map((name) => `attribute_exists(#${name})`),
      ...Object.keys(expected).map((name) => `#${name} = :expected_${name}`),
      ...absent.map((name) => `attribute_not_exists(#${name})`),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: attributeItem(
      Object.fromEntries([
        ...set.map(([name, value]) => [`:${name}`, value]),
        ...Object.entries(expected).map(([name, value]) => [`:expected_${name}`, value]),
        ...(steps.length === 0 ? [] : [[':one', 1]]),
      ]),
    ),
  };
}
