// Plain values as a DynamoDB item: the counterpart of plain-item.ts.
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

/** Throws TypeError for a value that our rows do not have. */
export const attributeItem = (item: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));

/**
 * The SDK's own converter looks at `constructor` to tell types apart, which an operator's map may have as a key.
 */
function attribute(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (value instanceof Uint8Array) return { B: value };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  if (typeof value === 'object') return { M: attributeItem(value as Record<string, unknown>) };
  throw new TypeError('a value that cannot be stored');
}
