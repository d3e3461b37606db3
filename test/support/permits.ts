// A client of the embedded engine, and the permits that the Usage table holds for a scope in a window.
import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { MinuteWindow } from '../../shared/limits/window.ts';

/** The caller destroys it. */
export const clientAt = (endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...config,
    endpoint,
  });

/** Reads rows 0 to `rows` − 1 by their literal keys, not by the adapter's own code. */
export async function heldInTable(
  client: DynamoDBClient,
  table: string,
  scopeId: string,
  { minute }: MinuteWindow,
  rows: number,
): Promise<number> {
  let held = 0;
  for (let row = 0; row < rows; row++) {
    const Key = { pk: { S: `rpm#${scopeId}#${minute}#${row}` }, sk: { S: 'permits' } };
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key, ConsistentRead: true }),
    );
    held += Item?.['ids']?.BS?.length ?? 0;
  }
  return held;
}
