// Where usage stands in its table: single calls spread over shards, aggregates and journal by project.
import { usageTable } from '../../contracts/tables.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import { type AggregateName, aggregateText, type SumKind } from '../../usage/aggregate.ts';
import type { CallPlace } from '../../usage/call.ts';

const { partitionKey, sortKey } = usageTable;
type ItemKey = { readonly [partitionKey]: string; readonly [sortKey]: string };

/** Each takes 1,000 writes a second, and a call has three: 2,600 calls a second before DynamoDB splits a shard. */
const SHARDS = 8;
const shardName = (shard: number): string => `calls#${shard}`;
export const callShards: readonly string[] = Array.from({ length: SHARDS }, (_, i) => shardName(i));

/** Only calls that are not folded stand here, so the shards are short, and need no index. */
export const callKey = ({ projectId, startedAtMs, callId }: CallPlace): ItemKey => ({
  [partitionKey]: shardName(callId.charCodeAt(callId.length - 1) % SHARDS),
  [sortKey]: `${callsFrom(projectId, startedAtMs)}#${callId}`,
});

/** Sorts before every call of the project that began at that time or later. */
export const callsFrom = (projectId: ProjectId, startedAtMs: number): string =>
  `${projectId}#${isoTime(startedAtMs)}`;

/** Sorts after every call of the project: `$` follows `#`. */
export const afterCallsOf = (projectId: ProjectId): string => `${projectId}$`;

/** Null for what is no call's sort key. */
export function readCallSortKey(
  text: string,
): { projectId: string; startedAtMs: number; callId: string } | null {
  const [projectId = '', time = '', callId = '', ...rest] = text.split('#');
  const startedAtMs = Date.parse(time);
  if (rest.length > 0 || Number.isNaN(startedAtMs) || isoTime(startedAtMs) !== time) return null;
  return { projectId, startedAtMs, callId };
}

const PARTITION: Readonly<Record<SumKind, string>> = { models: 'usage#', sessions: 'sessions#' };

export const usagePartition = (projectId: ProjectId, kind: SumKind = 'models'): string =>
  PARTITION[kind] + projectId;

export const aggregateKey = (name: AggregateName): ItemKey => ({
  [partitionKey]: usagePartition(
    name.projectId,
    name.session === undefined ? 'models' : 'sessions',
  ),
  [sortKey]: aggregateText(name),
});

/** Begins with a letter, so it is outside of every range of days. */
export const journalKey = (projectId: ProjectId): ItemKey => ({
  [partitionKey]: usagePartition(projectId),
  [sortKey]: 'journal',
});

/** A sum with a name is an attribute of the aggregate's item, so that it grows with it in one write. */
const NAMED_SUM = { rules: 'rule#', variants: 'variant#' } as const;
type NamedKind = keyof typeof NAMED_SUM;
export const NAMED_KINDS = Object.keys(NAMED_SUM) as NamedKind[];
export const sumAttribute = (kind: NamedKind, name: string): string => NAMED_SUM[kind] + name;

/** The sums of that kind in an item. */
export const sumsIn = (
  item: Readonly<Record<string, unknown>>,
  kind: NamedKind,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(NAMED_SUM[kind]) ? [[name.slice(NAMED_SUM[kind].length), value]] : [],
    ),
  );
