// The proxy's one write to the Keys table: when a key was last used.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { keysTable } from '../../contracts/tables.ts';
import { LAST_USED_EVERY_SECONDS, type WriteLastUsed } from '../../keys/last-used.ts';

/** UpdateItem creates what is missing, so the row has to be there, and active: a late write brings no key back. */
export const writeLastUsed =
  (client: DynamoDBClient, table: string): WriteLastUsed =>
  async (keyId, atSeconds) => {
    const update = new UpdateItemCommand({
      TableName: table,
      Key: { [keysTable.partitionKey]: { S: keyId } },
      UpdateExpression: 'SET lastUsedAt = :now',
      ConditionExpression:
        `attribute_exists(${keysTable.partitionKey}) AND #status = :active` +
        ' AND (attribute_not_exists(lastUsedAt) OR lastUsedAt <= :minuteAgo)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':now': { N: String(atSeconds) },
        ':active': { S: 'active' },
        ':minuteAgo': { N: String(atSeconds - LAST_USED_EVERY_SECONDS) },
      },
    });
    try {
      await client.send(update);
      return 'written';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'recent';
      throw error;
    }
  };
