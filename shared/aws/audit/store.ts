// Reads of the Audit table: lists of events, and a chain from its beginning.
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { AuditEvent, AuditScope } from '../../audit/event.ts';
import type { AuditFilter, AuditStore, ChainRow } from '../../audit/store.ts';
import { auditTable } from '../../contracts/tables.ts';
import type { Position } from '../../http/cursor.ts';
import type { Page, PageRequest } from '../../http/list.ts';
import { attributeItem } from '../dynamo/attribute-item.ts';
import type { Item, Table } from '../dynamo/conditional-write.ts';
import { placeholders } from '../dynamo/placeholders.ts';
import { plainItem } from '../dynamo/plain-item.ts';
import { storeCall } from '../dynamo/store-call.ts';
import { AUDIT_LIST, auditKey, fromAuditItem, readAuditItem, readHead } from './item.ts';

const { partitionKey, sortKey, byTime } = auditTable;

export const auditStore = (table: Table): AuditStore => ({
  head: (scope) => readHead(table, scope),
  page: (scope, filter, request) => page(table, scope, filter, request),
  rows: (scope, sequence, limit) => rows(table, scope, sequence, limit),
});

/** A rare event is looked for in this many at a time; then the caller gets a cursor to go on. */
const STEP = 200;
const MAX_STEPS = 10;

async function page(
  table: Table,
  scope: AuditScope | 'all',
  filter: AuditFilter,
  { limit, after }: PageRequest,
): Promise<Page<AuditEvent>> {
  const query = listQuery(scope, filter);
  const step = query.FilterExpression === undefined ? limit + 1 : STEP;
  const found: Item[] = [];
  let next = after === null ? undefined : startAfter(scope, after);
  for (let steps = 0; steps < MAX_STEPS && found.length <= limit; steps++) {
    const answer = await send(table, { ...query, Limit: step }, next);
    found.push(...answer.items);
    next = answer.next;
    if (next === undefined) break;
  }
  const shown = found.slice(0, limit);
  const end = found.length > limit ? shown.at(-1) : next;
  return {
    entries: shown.map(fromAuditItem),
    next: end === undefined ? null : positionKeys(scope).map((key) => String(end[key])),
  };
}

/** The keys that say where in its list an event stands. */
const positionKeys = (scope: AuditScope | 'all'): string[] =>
  scope === 'all' ? [partitionKey, sortKey, byTime.sortKey] : [sortKey];

const startAfter = (scope: AuditScope | 'all', after: Position): Item => ({
  ...(scope === 'all' ? { [byTime.partitionKey]: AUDIT_LIST } : { [partitionKey]: scope }),
  ...Object.fromEntries(positionKeys(scope).map((key, index) => [key, after[index]])),
});

const CLAUSES: Readonly<Record<keyof AuditFilter, string>> = {
  action: '#event.#action = :action',
  actor: '#event.#actor.#id = :actor',
  outcome: '#event.#outcome = :outcome',
  targetId: '#event.#target.#id = :targetId',
  from: '#event.#time >= :from',
  to: '#event.#time < :to',
};

function listQuery(scope: AuditScope | 'all', filter: AuditFilter) {
  const isAll = scope === 'all';
  const inList = `#${isAll ? byTime.partitionKey : partitionKey} = :list`;
  const names = Object.keys(CLAUSES) as (keyof AuditFilter)[];
  const clauses = names.filter((name) => filter[name] !== null).map((name) => CLAUSES[name]);
  const expression = clauses.join(' AND ');
  return {
    ...(isAll ? { IndexName: byTime.index } : { ConsistentRead: true }),
    ScanIndexForward: false,
    KeyConditionExpression: inList,
    ...(clauses.length === 0 ? {} : { FilterExpression: expression }),
    ...placeholders([inList, expression], { ...filter, list: isAll ? AUDIT_LIST : scope }),
  };
}

async function rows(
  table: Table,
  scope: AuditScope,
  sequence: number,
  limit: number,
): Promise<ChainRow[]> {
  const expression = `#${partitionKey} = :scope AND #${sortKey} > :after`;
  const values = { scope, after: auditKey(scope, sequence)[sortKey] };
  const base: Query = {
    ConsistentRead: true,
    KeyConditionExpression: expression,
    ...placeholders([expression], values),
  };
  const found: Item[] = [];
  let next: Item | undefined;
  do {
    const query = { ...base, Limit: limit - found.length };
    const answer = await send(table, query, next);
    found.push(...answer.items);
    next = answer.next;
  } while (next !== undefined && found.length < limit);
  return found.map((item) => ({ sequence: Number(item[sortKey]), event: readAuditItem(item) }));
}

type Query = Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>;

async function send(
  { client, name }: Table,
  query: Query,
  after: Item | undefined,
): Promise<{ readonly items: Item[]; readonly next: Item | undefined }> {
  const start = after === undefined ? {} : { ExclusiveStartKey: attributeItem(after) };
  const { Items = [], LastEvaluatedKey } = await storeCall(
    client.send(new QueryCommand({ TableName: name, ...query, ...start })),
  );
  const next = LastEvaluatedKey === undefined ? undefined : plainItem(LastEvaluatedKey);
  return { items: Items.map(plainItem), next };
}
