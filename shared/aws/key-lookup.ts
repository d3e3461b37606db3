// The authorizer's one read: a strongly consistent GetItem by key id.
import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { keysTable } from '../contracts/tables.ts';
import type { KeyId } from '../kernel/ids.ts';
import type { KeyRow } from '../keys/row.ts';

/** Only these are read: a name or an index can never be part of the decision. */
const ATTRIBUTES = [
  'digest',
  'projectId',
  'name',
  'mask',
  'status',
  'createdAt',
  'expiresAt',
  'restrictions',
] as const;

const projection = {
  ProjectionExpression: ATTRIBUTES.map((name) => `#${name}`).join(','),
  ExpressionAttributeNames: Object.fromEntries(ATTRIBUTES.map((name) => [`#${name}`, name])),
};

/** Null when there is no such key. Throws when the table cannot be read. */
export const keyLookup =
  (client: DynamoDBClient, table: string) =>
  async (keyId: KeyId): Promise<KeyRow | null> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: { [keysTable.partitionKey]: { S: keyId } },
        ConsistentRead: true,
        ...projection,
      }),
    );
    return Item === undefined ? null : mapValues(Item);
  };

const mapValues = (item: Record<string, AttributeValue>): KeyRow =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));

/** The types that a key row has. Any other becomes a symbol, which no field accepts. */
function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.B !== undefined) return value.B;
  if (value.NULL !== undefined) return null;
  if (value.L !== undefined) return value.L.map(plain);
  if (value.M !== undefined) return mapValues(value.M);
  return Symbol('unexpected type');
}
