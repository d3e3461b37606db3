// Conditional writes that count once: a repeated request recognises its own first attempt by its write id.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { randomBase62 } from '../../kernel/base62.ts';
import { type Attributes, attributeItem } from './attribute-item.ts';
import { storeCall } from './store-call.ts';
import { type Update, updateParts } from './update-expression.ts';

/** A table and the client that reaches it. */
export type Table = { readonly client: DynamoDBClient; readonly name: string };
export type Item = Record<string, unknown>;

/**
 * `refused`: the condition did not hold and nothing was written; `obstacle` is the item that stood in the way, in
 * DynamoDB's own form, null when there is none.
 */
export type WriteResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly obstacle: Attributes | null };

/**
 * The attribute with the id of the last write. The SDK repeats a request whose answer was lost; if the first one
 * had been committed, the repetition fails on its condition, and finds its own id in the item.
 */
const WRITE_ID = 'writeId';
const tellObstacle = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** Writes an item that must not be there yet. Throws like `storeCall`. */
export function putNew(table: Table, partitionKey: string, item: Item): Promise<WriteResult> {
  const writeId = randomBase62(22);
  const put = new PutItemCommand({
    TableName: table.name,
    Item: attributeItem({ ...item, [WRITE_ID]: writeId }),
    ConditionExpression: `attribute_not_exists(${partitionKey})`,
    ...tellObstacle,
  });
  return settle(table.client.send(put), writeId);
}

/** Changes an item that must be there. Throws like `storeCall`. */
export function updateExisting(
  table: Table,
  key: Readonly<Record<string, string>>,
  update: Update,
): Promise<WriteResult> {
  const writeId = randomBase62(22);
  const changes = { ...update.changes, [WRITE_ID]: writeId };
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: attributeItem(key),
    ...updateParts(Object.keys(key), { ...update, changes }),
    ...tellObstacle,
  });
  return settle(table.client.send(command), writeId);
}

const settle = (sending: Promise<unknown>, writeId: string): Promise<WriteResult> =>
  storeCall(
    sending.then(
      (): WriteResult => ({ kind: 'written' }),
      (error: unknown): WriteResult => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const obstacle = error.Item ?? null;
        return obstacle?.[WRITE_ID]?.S === writeId
          ? { kind: 'written' }
          : { kind: 'refused', obstacle };
      },
    ),
  );
