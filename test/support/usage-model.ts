// The Usage table as a linearizable model: every operation is one atomic step, taken when the test lets it.

import type { ProjectId } from '../../shared/kernel/ids.ts';
import {
  type Aggregate,
  type AggregateName,
  aggregateText,
  type SumKind,
} from '../../shared/usage/aggregate.ts';
import {
  type CallId,
  type CallIntent,
  NO_TOKENS,
  type PendingCall,
} from '../../shared/usage/call.ts';
import { utcDay } from '../../shared/usage/day.ts';
import type { FoldJournal } from '../../shared/usage/fold.ts';
import type { CallStore } from '../../shared/usage/meter.ts';
import type { FoldStore } from '../../shared/usage/roll-up.ts';
import type { DayRange, UsageReader } from '../../shared/usage/snapshot.ts';
import { addTotals } from '../../shared/usage/totals.ts';
import { PROJECT } from './usage.ts';

/** Asked before each step; may wait, or throw before or after the step: the caller then knows nothing. */
export type Step = (operation: string, act: () => void) => Promise<void>;

export class UsageModel implements CallStore, FoldStore, UsageReader {
  readonly rows = new Map<CallId, PendingCall>();
  readonly sums = new Map<string, Aggregate>();
  /** How often each call's row was made: a row that comes back would be counted again. */
  readonly openings = new Map<CallId, number>();
  last: FoldJournal | null = null;
  readonly #step: Step;

  constructor(step: Step) {
    this.#step = step;
  }

  /** A view of the same table whose steps are another actor's. */
  as(step: Step): UsageModel {
    const view = new UsageModel(step);
    Object.assign(view, { rows: this.rows, sums: this.sums, openings: this.openings });
    Object.defineProperty(view, 'last', {
      get: () => this.last,
      set: (journal: FoldJournal | null) => {
        this.last = journal;
      },
    });
    return view;
  }

  async #do<T>(operation: string, act: () => T): Promise<T> {
    let result: { value: T } | null = null;
    await this.#step(operation, () => {
      result = { value: act() };
    });
    if (result === null) throw new Error('a step was not taken');
    return (result as { value: T }).value;
  }

  readonly open = (intent: CallIntent) =>
    this.#do('open', () => {
      if (this.rows.has(intent.callId)) return;
      this.rows.set(intent.callId, { ...intent, state: 'open' });
      this.openings.set(intent.callId, (this.openings.get(intent.callId) ?? 0) + 1);
    });

  readonly settle: CallStore['settle'] = ({ callId }, settlement) =>
    this.#do('settle', () => {
      const row = this.rows.get(callId);
      if (row?.state === 'settled') return 'settled';
      if (row?.state !== 'open') return 'gone';
      this.rows.set(callId, { ...row, state: 'settled', settlement });
      return 'settled';
    });

  readonly cancel = (intent: CallIntent) =>
    this.#do('cancel', () => {
      const row = this.rows.get(intent.callId);
      if (row === undefined || row.state === 'open')
        this.rows.set(intent.callId, { ...intent, state: 'void' });
    });

  readonly refuse = (intent: CallIntent) =>
    this.#do('refuse', () => {
      if (this.rows.has(intent.callId)) return;
      const settlement = { outcome: 'refused', tokens: NO_TOKENS, estimated: false } as const;
      this.rows.set(intent.callId, { ...intent, state: 'settled', settlement });
      this.openings.set(intent.callId, (this.openings.get(intent.callId) ?? 0) + 1);
    });

  async *projectsWithCalls(beforeMs: number) {
    const isThere = await this.#do('projects', () =>
      [...this.rows.values()].some(({ startedAtMs }) => startedAtMs < beforeMs),
    );
    if (isThere) yield PROJECT;
  }

  readonly journal = () => this.#do('journal', () => this.last);

  /** One page for each row, so that everything may happen between two of them. */
  async *calls(_project: unknown, range: number | { from: string; to: string }) {
    const ids = await this.#do('calls', () => [...this.rows.keys()].sort());
    for (const id of ids) {
      const row = await this.#do('call', () => this.rows.get(id));
      const isWanted =
        row !== undefined &&
        (typeof range === 'number'
          ? row.startedAtMs < range
          : utcDay(row.startedAtMs) >= range.from && utcDay(row.startedAtMs) <= range.to);
      if (isWanted) yield [row];
    }
  }

  readonly begin: FoldStore['begin'] = (journal) =>
    this.#do('begin', () => {
      // The adapter knows its own attempt by a write id; here by the object.
      if (this.last === journal) return 'begun';
      const isNext = (this.last?.number ?? 0) === journal.number - 1 && this.last?.isDone !== false;
      if (!isNext) return 'overtaken';
      this.last = journal;
      return 'begun';
    });

  readonly grow: FoldStore['grow'] = ({ totals, ...name }, foldNumber) =>
    this.#do('grow', () => {
      const text = `${kindOf(name)}/${aggregateText(name)}`;
      const before = this.sums.get(text);
      if (before !== undefined && before.foldNumber >= foldNumber) return;
      const sum = before === undefined ? totals : addTotals(before.totals, totals);
      this.sums.set(text, { ...name, totals: sum, foldNumber });
    });

  /** Row by row: a batch is not atomic. */
  readonly remove: FoldStore['remove'] = async (calls) => {
    for (const { callId } of calls) await this.#do('remove', () => void this.rows.delete(callId));
  };

  readonly finish: FoldStore['finish'] = (_project, foldNumber) =>
    this.#do('finish', () => {
      if (this.last?.number === foldNumber && !this.last.isDone)
        this.last = { ...this.last, calls: [], growth: [], isDone: true };
    });

  async aggregates(_project: ProjectId, _days: DayRange, kind: SumKind) {
    const names = await this.#do('names', () =>
      [...this.sums.keys()].filter((name) => name.startsWith(kind)).sort(),
    );
    const read: Aggregate[] = [];
    for (const name of names) {
      const sum = await this.#do('aggregate', () => this.sums.get(name));
      if (sum !== undefined) read.push(sum);
    }
    return read;
  }
}

const kindOf = ({ session }: AggregateName): SumKind =>
  session === undefined ? 'models' : 'sessions';
