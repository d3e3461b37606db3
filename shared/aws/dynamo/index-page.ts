// Pages and counts of a list index. An index is for lists: it may lag, and no decision is taken from it.
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { type Attributes, attributeItem } from './attribute-item.ts';
import type { Item, Table } from './conditional-write.ts';
import { plainItem } from './plain-item.ts';
import { storeCall } from './store-call.ts';

export type IndexQuery = Omit<QueryCommandInput, 'TableName'>;

/** A page of a filtered query is read in larger steps: most entries may be filtered out. */
const FILTERED_STEP = 200;

/**
 * The newest `limit` items after `startKey`; `hasMore` says whether there are further ones. Queries as often as it
 * takes, because a page of DynamoDB's ends at 1 MB and may be filtered down to nothing.
 */
export async function queryPage(
  table: Table,
  query: IndexQuery,
  limit: number,
  startKey: Item | undefined,
): Promise<{ items: Item[]; hasMore: boolean }> {
  const step = query.FilterExpression === undefined ? limit + 1 : FILTERED_STEP;
  const items: Item[] = [];
  let next = startKey === undefined ? undefined : attributeItem(startKey);
  do {
    const answer = await send(table, { ...query, ScanIndexForward: false, Limit: step }, next);
    items.push(...(answer.Items ?? []).map(plainItem));
    next = answer.LastEvaluatedKey;
  } while (items.length <= limit && next !== undefined);
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}

export async function queryCount(table: Table, query: IndexQuery): Promise<number> {
  let total = 0;
  let next: Attributes | undefined;
  do {
    const answer = await send(table, { ...query, Select: 'COUNT' }, next);
    total += answer.Count ?? 0;
    next = answer.LastEvaluatedKey;
  } while (next !== undefined);
  return total;
}

const send = ({ client, name }: Table, query: IndexQuery, startKey: Attributes | undefined) =>
  storeCall(
    client.send(new QueryCommand({ TableName: name, ...query, ExclusiveStartKey: startKey })),
  );
