// Permits of rate limits in the Usage table: a row is a set of nonces, so that a retried write changes nothing.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { usageTable } from '../../contracts/tables.ts';
import type { FullShard, Permit, PermitRow, PermitStore } from '../../limits/permit.ts';
import { type MinuteWindow, ttlOf } from '../../limits/window.ts';
import { storeCall } from '../dynamo/store-call.ts';

/** A refund is a courtesy: it may not hold up an answer for longer. */
const GIVE_BACK_TIMEOUT_MS = 1_000;

const { partitionKey, sortKey, ttlAttribute } = usageTable;
const ttlName = { '#ttl': ttlAttribute };

export const permitStore = (client: DynamoDBClient, table: string): PermitStore => ({
  take: async (permit, capacity) => {
    const answer = await conditional(
      client.send(new UpdateItemCommand({ TableName: table, ...takeInput(permit, capacity) })),
    );
    if (answer === 'refused') return { kind: 'full' };
    const ids = answer.Attributes?.['ids']?.BS;
    if (ids === undefined) throw new Error('a permit was taken, but its row came back without any');
    return { kind: 'taken', held: ids.length };
  },
  giveBack: async (permit) => {
    const command = new UpdateItemCommand({ TableName: table, ...giveBackInput(permit) });
    const abortSignal = AbortSignal.timeout(GIVE_BACK_TIMEOUT_MS);
    await conditional(client.send(command, { abortSignal }));
  },
  noteFull: async (row, capacity) => {
    const command = new UpdateItemCommand({ TableName: table, ...noteInput(row, capacity) });
    await storeCall(client.send(command));
  },
  // A note is true for good, so an old copy only tells less: half the price and twice the throughput.
  fullShards: async (scopeId, window) => {
    const Key = notesKey(scopeId, window);
    const { Item } = await storeCall(
      client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: false })),
    );
    return (Item?.['shards']?.SS ?? []).map(readNote);
  },
});

type Update = Omit<UpdateItemCommandInput, 'TableName'>;

/**
 * The nonce is its own idempotency key: a write that the SDK repeats after a time-out finds it there, and ADD
 * leaves the set as it is. Making the row is intended, so nothing asks that it exists.
 */
const takeInput = (permit: Permit, capacity: number): Update => ({
  Key: rowKey(permit),
  UpdateExpression: 'ADD ids :permit SET #ttl = :ttl',
  ConditionExpression:
    'attribute_not_exists(ids) OR size(ids) < :capacity OR contains(ids, :nonce)',
  ExpressionAttributeNames: ttlName,
  ExpressionAttributeValues: {
    ':permit': { BS: [permit.nonce] },
    ':nonce': { B: permit.nonce },
    ':capacity': { N: String(capacity) },
    ':ttl': ttlValue(permit.window),
  },
  ReturnValues: 'ALL_NEW',
});

/** A row that the table has forgotten stays forgotten. */
const giveBackInput = (permit: Permit): Update => ({
  Key: rowKey(permit),
  UpdateExpression: 'DELETE ids :permit',
  ConditionExpression: `attribute_exists(${partitionKey})`,
  ExpressionAttributeValues: { ':permit': { BS: [permit.nonce] } },
});

const noteInput = ({ scopeId, window, shardIndex }: PermitRow, capacity: number): Update => ({
  Key: notesKey(scopeId, window),
  UpdateExpression: 'ADD shards :shard SET #ttl = :ttl',
  ExpressionAttributeNames: ttlName,
  ExpressionAttributeValues: {
    ':shard': { SS: [`${shardIndex}:${capacity}`] },
    ':ttl': ttlValue(window),
  },
});

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

/** A condition that does not hold is an answer. Throws like `storeCall`. */
const conditional = (
  call: Promise<UpdateItemCommandOutput>,
): Promise<UpdateItemCommandOutput | 'refused'> =>
  storeCall(
    call.catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return 'refused' as const;
      throw error;
    }),
  );

/** Throws on what `noteInput` did not write. */
function readNote(note: string): FullShard {
  const [, index, capacity] = /^(\d{1,3}):(\d{1,3})$/.exec(note) ?? [];
  if (index === undefined) throw new Error('a note of a full row has the wrong form');
  return { index: Number(index), capacity: Number(capacity) };
}
