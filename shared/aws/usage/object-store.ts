// Owners of what providers keep: one item for each name, which is a hash.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { usageTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import { isKeyId, isProjectId } from '../../kernel/ids.ts';
import type { ObjectStore, Unsettled } from '../../objects/ownership.ts';
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
    if (Item === undefined || Item[GONE] !== undefined) return null;
    if (owner !== undefined && isProjectId(owner)) return owner;
    throw new ApiError('internal_error', { cause: new Error('a stored object has a wrong owner') });
  },

  claim: async (placeId, owner, { ttlSeconds, unsettled }) => {
    const values = {
      ':owner': { S: owner },
      ...(ttlSeconds === null ? {} : { ':ttl': { N: String(ttlSeconds) } }),
      ...(unsettled === null ? {} : { ':unsettled': { M: texts(unsettled) } }),
    };
    const sets = [
      'projectId = :owner',
      ...(ttlSeconds === null ? [] : ['#ttl = :ttl']),
      ...(unsettled === null ? [] : [`${UNSETTLED} = :unsettled`]),
    ];
    // Told once more by a later answer, a name keeps what is not settled.
    const write = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(placeId),
      UpdateExpression: `SET ${sets.join(', ')}`,
      ConditionExpression: `attribute_not_exists(${partitionKey}) OR projectId = :owner`,
      ...(ttlSeconds === null ? {} : { ExpressionAttributeNames: { '#ttl': ttlAttribute } }),
      ExpressionAttributeValues: values,
    });
    return storeCall(client.send(write).then(() => 'claimed' as const, unless('taken' as const)));
  },

  takeUnsettled: async (placeId, owner) => {
    const take = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(placeId),
      UpdateExpression: `REMOVE ${UNSETTLED}`,
      ConditionExpression: `projectId = :owner AND attribute_exists(${UNSETTLED})`,
      ExpressionAttributeValues: { ':owner': { S: owner } },
      ReturnValues: 'UPDATED_OLD',
    });
    const taken = await storeCall(
      client.send(take).then(({ Attributes }) => Attributes?.[UNSETTLED]?.M, unless(undefined)),
    );
    return taken === undefined ? null : readUnsettled(taken);
  },

  // The proxy deletes nothing: the row says that the object is gone, until its time is over.
  forget: async (placeId, owner, ttlSeconds) => {
    const mark = new UpdateItemCommand({
      TableName: table,
      Key: keyOf(placeId),
      UpdateExpression: `SET ${GONE} = :gone, #ttl = :ttl`,
      ConditionExpression: 'projectId = :owner',
      ExpressionAttributeNames: { '#ttl': ttlAttribute },
      ExpressionAttributeValues: {
        ':owner': { S: owner },
        ':gone': { BOOL: true },
        ':ttl': { N: String(ttlSeconds) },
      },
    });
    await storeCall(client.send(mark).then(() => undefined, unless(undefined)));
  },
});

const GONE = 'gone';
const UNSETTLED = 'unsettled';

/** What a refused condition means instead of an error. */
const unless =
  <T>(refused: T) =>
  (error: unknown): T => {
    if (error instanceof ConditionalCheckFailedException) return refused;
    throw error;
  };

const texts = ({ keyId, model, provider }: Unsettled): Record<string, AttributeValue> => ({
  keyId: { S: keyId },
  model: { S: model },
  provider: { S: provider },
});

function readUnsettled(stored: Record<string, AttributeValue>): Unsettled {
  const { keyId, model, provider } = stored;
  const key = keyId?.S;
  if (key !== undefined && isKeyId(key) && model?.S !== undefined && provider?.S !== undefined)
    return { keyId: key, model: model.S, provider: provider.S };
  throw new ApiError('internal_error', { cause: new Error('a stored object has wrong facts') });
}
