// What a usage report reads of the Usage table, all of it strongly consistent.
import * as z from 'zod/mini';
import { invalidField } from '../../http/validate.ts';
import { isKeyId, type KeyId, type ProjectId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { Aggregate, SumKind } from '../../usage/aggregate.ts';
import { addDays, dayStartMs, parseUtcDay, type UtcDay } from '../../usage/day.ts';
import type { DayRange, UsageReader } from '../../usage/snapshot.ts';
import { MEASURES, NO_USAGE, type Totals } from '../../usage/totals.ts';
import type { Item, Table } from '../dynamo/conditional-write.ts';
import { callsFrom, sumsIn, usagePartition } from './item-keys.ts';
import { callsBetween, itemsBetween, readJournal } from './rows.ts';

export const usageReader = (table: Table, log: Log): UsageReader => ({
  journal: (projectId) => readJournal(table, projectId),
  calls: (projectId, { from, to }) =>
    callsBetween(
      table,
      [callsFrom(projectId, dayStartMs(from)), callsFrom(projectId, dayStartMs(addDays(to, 1)))],
      log,
    ),
  aggregates: (projectId, days, kind) => readAggregates(table, projectId, days, kind),
});

/** About 10 MB, a second of reading. */
const MAX_AGGREGATES = 30_000;

async function readAggregates(
  table: Table,
  projectId: ProjectId,
  { from, to }: DayRange,
  kind: SumKind,
): Promise<Aggregate[]> {
  const aggregates: Aggregate[] = [];
  const range = [`${from}#`, `${to}$`] as const;
  const pages = itemsBetween(table, usagePartition(projectId, kind), range, {
    ConsistentRead: true,
  });
  for await (const items of pages) {
    for (const item of items) aggregates.push(fromAggregateItem(projectId, kind, item));
    if (aggregates.length > MAX_AGGREGATES)
      throw invalidField('from', 'has to be later: there is more usage than one answer can hold.');
  }
  return aggregates;
}

const count = z.optional(z.int().check(z.nonnegative()));

const measures = MEASURES.map((name) => [name, count] as const);

const aggregateItem = z.object({
  day: z.custom<UtcDay>((value) => typeof value === 'string' && parseUtcDay(value) !== null),
  keyId: z.custom<KeyId>((value) => typeof value === 'string' && isKeyId(value)),
  model: z.string(),
  foldNumber: z.int(),
  ...(Object.fromEntries(measures) as Record<(typeof MEASURES)[number], typeof count>),
});

const sums = z.record(z.string(), z.int().check(z.nonnegative()));

/** Throws on an item that `foldStore` does not write: a sum with a hole in it would look right. */
function fromAggregateItem(projectId: ProjectId, kind: SumKind, item: Item): Aggregate {
  const [day, keyId, ...rest] = String(item['sk']).split('#');
  const read = aggregateItem.parse({ ...item, day, keyId, model: rest.join('#') });
  const totals: { -readonly [Name in keyof Totals]: Totals[Name] } = {
    ...NO_USAGE,
    rules: sums.parse(sumsIn(item, 'rules')),
    variants: sums.parse(sumsIn(item, 'variants')),
  };
  for (const name of MEASURES) totals[name] = read[name] ?? 0;
  return {
    projectId,
    day: read.day,
    keyId: read.keyId,
    ...(kind === 'models' ? { model: read.model } : { model: '', session: read.model }),
    totals,
    foldNumber: read.foldNumber,
  };
}
