// The only way the admin plane reads an item that a decision is taken from.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Table } from './conditional-write.ts';
import { storeCall } from './store-call.ts';

/** Strongly consistent. Null: no such item. Throws like `storeCall`. */
export async function readStrongly(
  { client, name }: Table,
  key: Readonly<Record<string, string>>,
): Promise<Item | null> {
  const { Item } = await storeCall(
    client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true })),
  );
  return Item ?? null;
}
