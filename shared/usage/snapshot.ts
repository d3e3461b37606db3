// Reads a project's usage exactly: folded and not yet folded calls, none twice and none left out.
import { ApiError } from '../errors/api-error.ts';
import type { ProjectId } from '../kernel/ids.ts';
import {
  type Aggregate,
  type AggregateName,
  aggregateOf,
  aggregateText,
  contribution,
  type SumKind,
} from './aggregate.ts';
import type { PendingCall } from './call.ts';
import type { UtcDay } from './day.ts';
import type { FoldJournal } from './fold.ts';
import { addTotals, NO_USAGE, type Totals } from './totals.ts';

/** First and last day, both included. */
export type DayRange = { readonly from: UtcDay; readonly to: UtcDay };

/** All reads are strongly consistent. All throw when the store fails. */
export type UsageReader = {
  /** Null: the project never had a fold. */
  readonly journal: (projectId: ProjectId) => Promise<FoldJournal | null>;
  /** Calls that began on these days and are not folded, page by page. */
  readonly calls: (projectId: ProjectId, days: DayRange) => AsyncIterable<readonly PendingCall[]>;
  /** Throws ApiError `validation_error` when there are more than can be answered. */
  readonly aggregates: (
    projectId: ProjectId,
    days: DayRange,
    kind: SumKind,
  ) => Promise<readonly Aggregate[]>;
};

export type SnapshotPorts = {
  readonly reader: UsageReader;
  readonly wait: (ms: number) => Promise<unknown>;
};

/** `inFlight`: begun and not settled. After a crash that is so for half an hour. */
export type UsageEntry = AggregateName & { readonly totals: Totals; readonly inFlight: number };

const PAUSES_MS = [100, 300, 700, 1_500, 3_000];

/**
 * The calls are read before the aggregates, because a call leaves the one only after it entered the other. A call
 * that was seen in both is known by the journal. Only a fold that begins in the meantime spoils that: then all is
 * read again. Throws ApiError `service_unavailable` when folds do not cease.
 */
export async function readSnapshot(
  projectId: ProjectId,
  days: DayRange,
  { reader, wait }: SnapshotPorts,
  kind: SumKind = 'models',
): Promise<UsageEntry[]> {
  for (const pauseMs of [...PAUSES_MS, null]) {
    const journal = await reader.journal(projectId);
    const calls = await sumCalls(projectId, days, journal, reader, kind);
    const aggregates = await reader.aggregates(projectId, days, kind);
    const after = await reader.journal(projectId);
    if (after?.number === journal?.number) return merge(calls, aggregates, journal);
    if (pauseMs !== null) await wait(pauseMs);
  }
  throw new ApiError('service_unavailable');
}

/** What the calls add up to; those that the journal names stand apart. */
type CallSums = { readonly free: Sums; readonly inJournal: Sums };

async function sumCalls(
  projectId: ProjectId,
  days: DayRange,
  journal: FoldJournal | null,
  reader: UsageReader,
  kind: SumKind,
): Promise<CallSums> {
  const named = new Set(journal?.calls.map(({ callId }) => callId));
  const sums = { free: new Sums(), inJournal: new Sums() };
  for await (const page of reader.calls(projectId, days))
    for (const call of page) {
      const totals = contribution(call);
      const name = aggregateOf(call, kind);
      if (totals === null) continue;
      if (named.has(call.callId)) sums.inJournal.add(name, totals, 0);
      else if (call.state === 'open') sums.free.add(name, NO_USAGE, 1);
      else sums.free.add(name, totals, 0);
    }
  return sums;
}

/** A call of the running fold counts until its aggregate has grown by that fold. */
function merge(
  { free, inJournal }: CallSums,
  aggregates: readonly Aggregate[],
  journal: FoldJournal | null,
): UsageEntry[] {
  const grown = new Set<string>();
  for (const { totals, foldNumber, ...name } of aggregates) {
    free.add(name, totals, 0);
    if (foldNumber === journal?.number) grown.add(aggregateText(name));
  }
  for (const entry of inJournal.entries())
    if (!grown.has(aggregateText(entry))) free.add(entry, entry.totals, entry.inFlight);
  return free.entries();
}

class Sums {
  readonly #byName = new Map<string, UsageEntry>();

  add(name: AggregateName, totals: Totals, inFlight: number): void {
    const text = aggregateText(name);
    const { projectId, day, keyId, model, session } = name;
    const before = this.#byName.get(text);
    this.#byName.set(text, {
      ...{ projectId, day, keyId, model, ...(session === undefined ? {} : { session }) },
      totals: before === undefined ? totals : addTotals(before.totals, totals),
      inFlight: (before?.inFlight ?? 0) + inFlight,
    });
  }

  entries(): UsageEntry[] {
    return [...this.#byName.values()];
  }
}
