// The authorizer's one read: a strongly consistent GetItem by key id.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { keysTable } from '../../contracts/tables.ts';
import type { KeyId } from '../../kernel/ids.ts';
import type { KeyRow } from '../../keys/row.ts';
import { plainItem } from '../dynamo/plain-item.ts';

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
  'lineage',
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
    return Item === undefined ? null : plainItem(Item);
  };
