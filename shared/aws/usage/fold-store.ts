// The roll-up's reads and writes of the Usage table. Each write may be repeated and then changes nothing more.
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { usageTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import { eachLimited } from '../../kernel/each-limited.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Growth } from '../../usage/aggregate.ts';
import type { CallPlace } from '../../usage/call.ts';
import { addDays, dayStartMs, type UtcDay } from '../../usage/day.ts';
import type { FoldJournal } from '../../usage/fold.ts';
import type { FoldStore } from '../../usage/roll-up.ts';
import { MEASURES } from '../../usage/totals.ts';
import { attributeItem } from '../dynamo/attribute-item.ts';
import { putNew, type Table, updateExisting } from '../dynamo/conditional-write.ts';
import { storeCall } from '../dynamo/store-call.ts';
import {
  afterCallsOf,
  aggregateKey,
  callKey,
  callShards,
  callsFrom,
  journalKey,
  NAMED_KINDS,
  sumAttribute,
} from './item-keys.ts';
import { callsBetween, itemsBetween, readJournal, toJournalItem } from './rows.ts';

const { partitionKey, sortKey, ttlAttribute } = usageTable;

export type FoldStorePorts = {
  readonly log: Log;
  readonly wait: (ms: number) => Promise<unknown>;
};

export const foldStore = (table: Table, { log, wait }: FoldStorePorts): FoldStore => ({
  projectsWithCalls: (beforeMs) => projectsWithCalls(table, beforeMs),
  journal: (projectId) => readJournal(table, projectId),
  calls: (projectId, beforeMs) =>
    callsBetween(table, [`${projectId}#`, callsFrom(projectId, beforeMs)], log),
  begin: (journal) => begin(table, journal),
  grow: (growth, foldNumber) => grow(table, growth, foldNumber),
  remove: (calls) => remove(table, calls, wait),
  finish: (projectId, foldNumber) => finish(table, projectId, foldNumber),
});

/** Before and after every project's calls: a backtick follows the underscore. */
const ALL_PROJECTS = ['proj_', 'proj`'] as const;

/** One query for each project and shard: it looks at the oldest call, then jumps to the next project. */
async function* projectsWithCalls(table: Table, beforeMs: number): AsyncGenerator<ProjectId> {
  const found = new Set<string>();
  for (const shard of callShards) {
    let from: string = ALL_PROJECTS[0];
    for (;;) {
      const query = itemsBetween(table, shard, [from, ALL_PROJECTS[1]], { Limit: 1 });
      const oldest = (await query.next()).value?.[0]?.[sortKey];
      if (typeof oldest !== 'string') break;
      const projectId = (oldest.split('#')[0] ?? '') as ProjectId;
      from = afterCallsOf(projectId);
      if (found.has(projectId) || oldest >= callsFrom(projectId, beforeMs)) continue;
      found.add(projectId);
      yield projectId;
    }
  }
}

async function begin(table: Table, journal: FoldJournal): Promise<'begun' | 'overtaken'> {
  const key = journalKey(journal.projectId);
  const item = toJournalItem(journal);
  const before = { number: journal.number - 1, isDone: true };
  const { kind } =
    journal.number === 1
      ? await putNew(table, partitionKey, { ...key, ...item })
      : await updateExisting(table, key, { changes: item, expected: before });
  return kind === 'written' ? 'begun' : 'overtaken';
}

async function finish(table: Table, projectId: ProjectId, foldNumber: number): Promise<void> {
  await updateExisting(table, journalKey(projectId), {
    changes: { isDone: true, calls: null, growth: null },
    expected: { number: foldNumber, isDone: false },
  });
}

/** A year of reports, and a month to ask for them. */
const KEEP_DAYS = 400;
const keepUntilSeconds = (day: UtcDay): number => dayStartMs(addDays(day, KEEP_DAYS)) / 1000;

/** Here a missing item is wanted to be created: the first fold of a day, key and model. */
async function grow(table: Table, growth: Growth, foldNumber: number): Promise<void> {
  const added = additions(growth);
  const update = new UpdateItemCommand({
    TableName: table.name,
    Key: attributeItem(aggregateKey(growth)),
    UpdateExpression: `SET #foldNumber = :foldNumber, #${ttlAttribute} = :ttl ADD ${added
      .map((_, index) => `#${index} :${index}`)
      .join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#foldNumber) OR #foldNumber < :foldNumber',
    ExpressionAttributeNames: {
      '#foldNumber': 'foldNumber',
      [`#${ttlAttribute}`]: ttlAttribute,
      ...Object.fromEntries(added.map(([name], index) => [`#${index}`, name])),
    },
    ExpressionAttributeValues: attributeItem({
      ':foldNumber': foldNumber,
      ':ttl': keepUntilSeconds(growth.day),
      ...Object.fromEntries(added.map(([, count], index) => [`:${index}`, count])),
    }),
  });
  const sending = table.client.send(update).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
  await storeCall(sending);
}

/** What is not 0, by attribute. */
const additions = ({ totals }: Growth): (readonly [string, number])[] => [
  ...MEASURES.flatMap((name) => (totals[name] > 0 ? [[name, totals[name]] as const] : [])),
  ...NAMED_KINDS.flatMap((kind) =>
    Object.entries(totals[kind]).map(([name, count]) => [sumAttribute(kind, name), count] as const),
  ),
];

/** DynamoDB's limit for a batch. */
const BATCH_SIZE = 25;
const BATCHES_AT_ONCE = 8;
/** A batch answers with what it was too busy for. */
const PAUSES_MS = [50, 100, 200, 400, 800];

async function remove(
  { client, name }: Table,
  calls: readonly CallPlace[],
  wait: FoldStorePorts['wait'],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(calls.length / BATCH_SIZE) }, (_, i) =>
    calls.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  );
  await eachLimited(batches, BATCHES_AT_ONCE, async (batch) => {
    let rest: WriteRequest[] = batch.map((call) => ({
      DeleteRequest: { Key: attributeItem(callKey(call)) },
    }));
    for (const pauseMs of [...PAUSES_MS, null]) {
      const command = new BatchWriteItemCommand({ RequestItems: { [name]: rest } });
      const { UnprocessedItems } = await storeCall(client.send(command));
      rest = UnprocessedItems?.[name] ?? [];
      if (rest.length === 0) return;
      if (pauseMs !== null) await wait(pauseMs);
    }
    throw new ApiError('service_unavailable', { cause: new Error('deletes were left over') });
  });
}
