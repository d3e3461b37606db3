// The names and values that expressions refer to, and no others: DynamoDB refuses what is not used.
import { type Attributes, attributeItem } from './attribute-item.ts';

/** `#name` stands for the attribute `name`, `:value` for the entry of `values`. */
export function placeholders(
  expressions: readonly string[],
  values: Readonly<Record<string, unknown>>,
): {
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Attributes;
} {
  const used = (form: RegExp): string[] =>
    expressions.flatMap((text) => [...text.matchAll(form)].map(([, name = '']) => name));
  return {
    ExpressionAttributeNames: Object.fromEntries(used(/#(\w+)/g).map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: attributeItem(
      Object.fromEntries(used(/:(\w+)/g).map((name) => [`:${name}`, values[name]])),
    ),
  };
}
