// The audit of a project for a test: events through the API, rows past it.
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { attributeItem } from '../../shared/aws/dynamo/attribute-item.ts';
import type { AdminSystem } from './admin-system.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into events of every shape.
export type TestEvent = any;

/** All events of a chain, oldest first. `path` is a project's, or `/api/v1` with `scope=account`. */
export async function eventsOf(admin: AdminSystem, path: string): Promise<TestEvent[]> {
  const events: TestEvent[] = [];
  const query: Record<string, string> = { limit: '100' };
  if (path === '/api/v1') query['scope'] = 'account';
  for (;;) {
    const { body } = await admin.call('GET', `${path}/audit`, { query });
    events.push(...body.events);
    if (body.next_cursor === null) return events.toReversed();
    query['cursor'] = body.next_cursor;
  }
}

const sortKey = (sequence: number): string => String(sequence).padStart(12, '0');

/** Somebody with access to the table removes an event. */
export async function removeEvent(admin: AdminSystem, pk: string, sequence: number): Promise<void> {
  const { client, auditTable } = admin.dynamo;
  const Key = attributeItem({ pk, sk: sortKey(sequence) });
  await client.send(new DeleteItemCommand({ TableName: auditTable, Key }));
}

/** Somebody with access to the table writes an event, or something else, in an event's place. */
export async function overwriteEvent(
  admin: AdminSystem,
  pk: string,
  sequence: number,
  event: unknown,
): Promise<void> {
  const { client, auditTable } = admin.dynamo;
  const Item = attributeItem({ pk, sk: sortKey(sequence), event });
  await client.send(new PutItemCommand({ TableName: auditTable, Item }));
}
