// All-or-nothing conditional writes that count once, however often the SDK repeats the request.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeItem } from './attribute-item.ts';
import type { Item, Table } from './conditional-write.ts';
import { storeCall } from './store-call.ts';
import { type Update, updateParts } from './update-expression.ts';

/** One item's part of a transaction. */
export type Write = TransactWriteItem;

const tellObstacle = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** Writes an item that must not be there yet. */
export const newItem = (table: Table, partitionKey: string, item: Item): Write => ({
  Put: {
    TableName: table.name,
    Item: attributeItem(item),
    ConditionExpression: `attribute_not_exists(${partitionKey})`,
    ...tellObstacle,
  },
});

/** Changes an item that must be there. */
export const changedItem = (
  table: Table,
  key: Readonly<Record<string, string>>,
  update: Update,
): Write => ({
  Update: {
    TableName: table.name,
    Key: attributeItem(key),
    ...updateParts(Object.keys(key), update),
    ...tellObstacle,
  },
});

/** The item in the way, in DynamoDB's own form; null when there is none. */
export type Obstacle = Attributes | null;

/**
 * `refused`: a condition did not hold, and nothing was written; for each write its obstacle, or undefined where its
 * condition held. `busy`: another writer was at it, or the table throttled; nothing was written, trying again may help.
 */
export type TransactionResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly obstacles: readonly (Obstacle | undefined)[] }
  | { readonly kind: 'busy' };

const BUSY = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const IN_PROGRESS_ATTEMPTS = 5;
const IN_PROGRESS_MS = 50;

/** Throws like `storeCall`; then it is not known whether the writes have happened. */
export async function transact(
  client: DynamoDBClient,
  writes: readonly Write[],
): Promise<TransactionResult> {
  // With this token DynamoDB recognises a repeated request, and answers as it did the first time.
  const input = { TransactItems: [...writes], ClientRequestToken: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand(input));
      return { kind: 'written' };
    } catch (error) {
      if (error instanceof TransactionCanceledException)
        return toResult(error, error.CancellationReasons ?? []);
      // The first attempt has timed out here but is still under way there.
      if (!(error instanceof TransactionInProgressException) || attempt > IN_PROGRESS_ATTEMPTS)
        return storeCall(Promise.reject(error));
      await sleep(IN_PROGRESS_MS * attempt);
    }
  }
}

function toResult(
  error: TransactionCanceledException,
  reasons: readonly CancellationReason[],
): TransactionResult {
  const failed = reasons.filter(({ Code }) => Code !== undefined && Code !== 'None');
  if (failed.some(({ Code }) => Code === 'ConditionalCheckFailed'))
    return {
      kind: 'refused',
      obstacles: reasons.map(({ Code, Item }) =>
        Code === 'ConditionalCheckFailed' ? (Item ?? null) : undefined,
      ),
    };
  if (failed.length > 0 && failed.every(({ Code }) => BUSY.has(Code ?? '')))
    return { kind: 'busy' };
  throw error;
}
