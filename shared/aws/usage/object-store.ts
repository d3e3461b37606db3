// Owners of what providers keep: one item for each name, which is a hash.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { usageTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import { isProjectId } from '../../kernel/ids.ts';
import type { ObjectStore } from '../../objects/ownership.ts';
import { storeCall } from '../dynamo/store-call.ts';

const { partitionKey, sortKey, ttlAttribute } = usageTable;
const keyOf = (placeId: string) => ({
  [partitionKey]: { S: `objects#${placeId}` },
  [sortKey]: { S: 'owner' },
});

export const objectStore = (client: DynamoDBClient, table: string): ObjectStore => ({
  ownerOf: async (placeId) => {
    const read = new GetItemCommand({
      TableName: table,
      Key: keyOf(placeId),
      ConsistentRead: true,
    });
    const { Item } = await storeCall(client.send(read));
    const owner = Item?.['projectId']?.S;
    if (Item === undefined) return null;
    if (owner !== undefined && isProjectId(owner)) return owner;
    throw new ApiError('internal_error', { cause: new Error('a stored object has a wrong owner') });
  },

  claim: async (placeId, owner, ttlSeconds) => {
    const put = new PutItemCommand({
      TableName: table,
      Item: {
        ...keyOf(placeId),
        projectId: { S: owner },
        ...(ttlSeconds === null ? {} : { [ttlAttribute]: { N: String(ttlSeconds) } }),
      },
      ConditionExpression: `attribute_not_exists(${partitionKey}) OR projectId = :owner`,
      ExpressionAttributeValues: { ':owner': { S: owner } },
    });
    return storeCall(
      client.send(put).then(
        () => 'claimed' as const,
        (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) return 'taken' as const;
          throw error;
        },
      ),
    );
  },
});
