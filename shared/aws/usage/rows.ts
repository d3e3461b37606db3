// Reads of the Usage table that the roll-up and the report share: single calls, and a project's journal.
import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { ProjectId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Growth } from '../../usage/aggregate.ts';
import type { CallPlace, PendingCall } from '../../usage/call.ts';
import type { FoldJournal } from '../../usage/fold.ts';
import { NO_USAGE } from '../../usage/totals.ts';
import { type Attributes, attributeItem } from '../dynamo/attribute-item.ts';
import type { Item, Table } from '../dynamo/conditional-write.ts';
import { plainItem } from '../dynamo/plain-item.ts';
import { storeCall } from '../dynamo/store-call.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { fromCallItem } from './call-item.ts';
import { callShards, journalKey } from './item-keys.ts';

/** The items between two sort keys, both included, page by page. Throws like `storeCall`. */
export async function* itemsBetween(
  { client, name }: Table,
  partition: string,
  [from, to]: readonly [string, string],
  options: Pick<QueryCommandInput, 'Limit' | 'ConsistentRead'>,
): AsyncGenerator<Item[]> {
  let start: Attributes | undefined;
  do {
    const query = new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: attributeItem({ ':pk': partition, ':from': from, ':to': to }),
      ExclusiveStartKey: start,
      ...options,
    });
    const answer = await storeCall(client.send(query));
    yield (answer.Items ?? []).map(plainItem);
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Calls between two sort keys of all shards, strongly consistent. A row that cannot be read is logged and left out. */
export async function* callsBetween(
  table: Table,
  range: readonly [string, string],
  log: Log,
): AsyncGenerator<PendingCall[]> {
  for (const shard of callShards)
    for await (const items of itemsBetween(table, shard, range, { ConsistentRead: true })) {
      const calls = items.map(fromCallItem).filter((call) => call !== null);
      if (calls.length < items.length)
        log.error('usage_rows_corrupt', { shard, rows: items.length - calls.length });
      yield calls;
    }
}

const journalItem = z.object({
  number: z.int(),
  isDone: z.boolean(),
  calls: z.optional(z.string()),
  growth: z.optional(z.string()),
});

/** The lists are one JSON text each: nobody but the next reader of the journal looks into them. */
export const toJournalItem = ({ number, isDone, calls, growth }: FoldJournal): Item => ({
  number,
  isDone,
  calls: JSON.stringify(calls.map(({ startedAtMs, callId }) => [startedAtMs, callId])),
  growth: JSON.stringify(growth),
});

/** Null: the project never had a fold. Strongly consistent. Throws on a journal that cannot be read. */
export async function readJournal(table: Table, projectId: ProjectId): Promise<FoldJournal | null> {
  const item = await readStrongly(table, journalKey(projectId));
  if (item === null) return null;
  const { calls = '[]', growth = '[]', ...rest } = journalItem.parse(item);
  const places = JSON.parse(calls) as [number, CallPlace['callId']][];
  return {
    ...rest,
    projectId,
    calls: places.map(([startedAtMs, callId]) => ({ projectId, startedAtMs, callId })),
    // A journal that an older version has left knows fewer sums.
    growth: (JSON.parse(growth) as Growth[]).map((each) => ({
      ...each,
      totals: { ...NO_USAGE, ...each.totals },
    })),
  };
}
