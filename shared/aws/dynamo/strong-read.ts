// The only way the admin plane reads an item that a decision is taken from.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { attributeItem } from './attribute-item.ts';
import type { Item, Table } from './conditional-write.ts';
import { plainItem } from './plain-item.ts';
import { storeCall } from './store-call.ts';

/** Strongly consistent. Null: no such item. Throws like `storeCall`. */
export async function readStrongly(
  { client, name }: Table,
  key: Readonly<Record<string, string>>,
): Promise<Item | null> {
  const { Item } = await storeCall(
    client.send(
      new GetItemCommand({ TableName: name, Key: attributeItem(key), ConsistentRead: true }),
    ),
  );
  return Item === undefined ? null : plainItem(Item);
}
