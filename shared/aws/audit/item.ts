// DynamoDB items of the Audit table ↔ events, and where a chain ends.
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Head } from '../../audit/chain.ts';
import { type AuditEvent, type AuditScope, auditEvent } from '../../audit/event.ts';
import { auditTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import type { Item, Table } from '../dynamo/conditional-write.ts';
import { placeholders } from '../dynamo/placeholders.ts';
import { plainItem } from '../dynamo/plain-item.ts';
import { storeCall } from '../dynamo/store-call.ts';

const { partitionKey, sortKey, byTime } = auditTable;

/** The value of `listPk` on every event: one list of all chains, ordered by time. */
export const AUDIT_LIST = 'audit';

const DIGITS = 12;

/** Zero-padded, so that text order is the chain's. */
export const auditKey = (scope: AuditScope, sequence: number) => ({
  [partitionKey]: scope,
  [sortKey]: String(sequence).padStart(DIGITS, '0'),
});

export const toAuditItem = (event: AuditEvent): Item => ({
  ...auditKey((event.project_id as ProjectId | null) ?? 'account', event.sequence),
  [byTime.partitionKey]: AUDIT_LIST,
  [byTime.sortKey]: `${event.time}#${event.id}`,
  event,
});

/** Null when the item is not of the form that `toAuditItem` writes, or not at its place. */
export function readAuditItem(item: Item): AuditEvent | null {
  const read = auditEvent.safeParse(item['event']);
  if (!read.success) return null;
  const place = toAuditItem(read.data);
  return [partitionKey, sortKey].every((name) => item[name] === place[name]) ? read.data : null;
}

/** Throws `internal_error` for an item of another form. */
export function fromAuditItem(item: Item): AuditEvent {
  const event = readAuditItem(item);
  if (event === null)
    throw new ApiError('internal_error', { cause: new Error('a stored event has a wrong form') });
  return event;
}

const IN_CHAIN = `#${partitionKey} = :scope`;

/** The last event of a chain, strongly consistent. */
export async function readHead({ client, name }: Table, scope: AuditScope): Promise<Head> {
  const { Items = [] } = await storeCall(
    client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: IN_CHAIN,
        ...placeholders([IN_CHAIN], { scope }),
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    ),
  );
  const [last] = Items;
  return last === undefined ? null : fromAuditItem(plainItem(last));
}
