// Permits of rate limits in the Usage table: a row is a set of nonces, so that a retried write changes nothing.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { usageTable } from '../contracts/tables.ts';
import type { FullShard, Permit, PermitRow, PermitStore, TakeOutcome } from '../limits/permit.ts';
import { type MinuteWindow, ttlOf } from '../limits/window.ts';

/** A refund is a courtesy: it may not hold up an answer for longer. */
const GIVE_BACK_TIMEOUT_MS = 1_000;

const { partitionKey, sortKey, ttlAttribute } = usageTable;
const TTL_NAME = { '#ttl': ttlAttribute };

/** Scope, window and row together: each row has a partition key, and its throughput, of its own. */
const rowKey = ({ scopeId, window, shardIndex }: PermitRow) => ({
  [partitionKey]: { S: `rpm#${scopeId}#${window.minute}#${shardIndex}` },
  [sortKey]: { S: 'permits' },
});

const notesKey = (scopeId: string, window: MinuteWindow) => ({
  [partitionKey]: { S: `rpm#${scopeId}#${window.minute}` },
  [sortKey]: { S: 'full' },
});

const ttlValue = (window: MinuteWindow) => ({ N: String(ttlOf(window)) });

export function permitStore(client: DynamoDBClient, table: string): PermitStore {
  return {
    take: (permit, capacity) => take(client, table, permit, capacity),
    giveBack: (permit) => giveBack(client, table, permit),
    noteFull: async (row, capacity) => {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: notesKey(row.scopeId, row.window),
          UpdateExpression: 'ADD shards :shard SET #ttl = :ttl',
          ExpressionAttributeNames: TTL_NAME,
          ExpressionAttributeValues: {
            ':shard': { SS: [`${row.shardIndex}:${capacity}`] },
            ':ttl': ttlValue(row.window),
          },
        }),
      );
    },
    // A note is true for good, so an old copy only tells less: half the price and twice the throughput.
    fullShards: async (scopeId, window) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: table,
          Key: notesKey(scopeId, window),
          ConsistentRead: false,
        }),
      );
      return (Item?.['shards']?.SS ?? []).map(readNote);
    },
  };
}

/**
 * The nonce is its own idempotency key: a write that the SDK repeats after a time-out finds it there, and ADD
 * leaves the set as it is. Making the row is intended, so nothing asks that it exists.
 */
async function take(
  client: DynamoDBClient,
  table: string,
  permit: Permit,
  capacity: number,
): Promise<TakeOutcome> {
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: rowKey(permit),
        UpdateExpression: 'ADD ids :permit SET #ttl = :ttl',
        ConditionExpression:
          'attribute_not_exists(ids) OR size(ids) < :capacity OR contains(ids, :nonce)',
        ExpressionAttributeNames: TTL_NAME,
        ExpressionAttributeValues: {
          ':permit': { BS: [permit.nonce] },
          ':nonce': { B: permit.nonce },
          ':capacity': { N: String(capacity) },
          ':ttl': ttlValue(permit.window),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    const ids = Attributes?.['ids']?.BS;
    if (ids === undefined)
      throw new Error('a permit was taken but its row came back without permits');
    return { kind: 'taken', held: ids.length };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { kind: 'full' };
    throw error;
  }
}

/** A row that the table has forgotten stays forgotten. */
async function giveBack(client: DynamoDBClient, table: string, permit: Permit): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: rowKey(permit),
        UpdateExpression: 'DELETE ids :permit',
        ConditionExpression: `attribute_exists(${partitionKey})`,
        ExpressionAttributeValues: { ':permit': { BS: [permit.nonce] } },
      }),
      { abortSignal: AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS) },
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Throws on what `noteFull` did not write. */
function readNote(note: string): FullShard {
  const [index, capacity] = note.split(':').map(Number);
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(capacity))
    throw new Error('a note of a full row has the wrong form');
  return { index: index as number, capacity: capacity as number };
}
