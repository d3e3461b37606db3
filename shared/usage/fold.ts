// A fold: calls of one project leave the list of single calls, and the project's aggregates grow by what they used.
import type { ProjectId } from '../kernel/ids.ts';
import {
  aggregateOf,
  aggregateText,
  contribution,
  type Growth,
  type SumKind,
} from './aggregate.ts';
import type { CallPlace, PendingCall } from './call.ts';
import { addTotals, type Totals } from './totals.ts';

/**
 * Written before a fold does anything, so that whoever comes next can finish it, and a reader knows which calls may
 * stand on both sides. One per project, numbered without gaps.
 */
export type FoldJournal = {
  readonly projectId: ProjectId;
  readonly number: number;
  /** Both are empty when the fold is done. */
  readonly calls: readonly CallPlace[];
  readonly growth: readonly Growth[];
  readonly isDone: boolean;
};

/**
 * A call stays for so long after its beginning. AWS refuses a request that arrives more than five minutes after it
 * was signed, so when its row goes, no delayed intent of it can bring it back and have it counted again.
 */
export const FOLD_AFTER_MS = 6 * 60_000;

/** An invocation lives 15 minutes at most; two clocks may differ by 10. Nobody will settle an older open call. */
export const ABANDONED_AFTER_MS = 30 * 60_000;

/** The journal names each call in about 50 bytes; an item may have 400 KB. */
export const MAX_CALLS_IN_FOLD = 2_000;
/** A model's name has up to 200 bytes, and its growth 400. */
const MAX_GROWTHS_IN_FOLD = 300;
/** Of sums by rule, with names of up to 100 bytes. One update takes some 300 of them, and one call may have 200. */
const MAX_SUMS_IN_FOLD = 1_000;
const MAX_SUMS_IN_GROWTH = 250;

const SUM_KINDS: readonly SumKind[] = ['models', 'sessions'];

/** False for young calls and for open ones that may still be running: they are left for a later run. */
export function isDue(call: PendingCall, nowMs: number): boolean {
  const ageMs = nowMs - call.startedAtMs;
  return ageMs >= (call.state === 'open' ? ABANDONED_AFTER_MS : FOLD_AFTER_MS);
}

/** The fold of as many of the calls as fit into one. All are of the project, none is in an earlier fold. */
export function planFold(
  projectId: ProjectId,
  number: number,
  calls: readonly PendingCall[],
): FoldJournal {
  const folded: CallPlace[] = [];
  const growth = new Map<string, Growth>();
  let namedSums = 0;
  for (const call of calls.slice(0, MAX_CALLS_IN_FOLD)) {
    const added = contribution(call);
    if (added !== null) {
      const grown = SUM_KINDS.map((kind) => grownBy(call, kind, added, growth));
      const newSums = grown.reduce((sum, { newSums: each }) => sum + each, 0);
      const newGrowths = grown.filter(({ isNew }) => isNew).length;
      const hasRoom = newGrowths === 0 || growth.size + newGrowths <= MAX_GROWTHS_IN_FOLD;
      const fits =
        grown.every(({ sums }) => sums <= MAX_SUMS_IN_GROWTH) &&
        namedSums + newSums <= MAX_SUMS_IN_FOLD;
      if (!hasRoom || (newSums > 0 && !fits)) continue;
      namedSums += newSums;
      for (const { text, total } of grown) growth.set(text, total);
    }
    const { startedAtMs, callId } = call;
    folded.push({ projectId, startedAtMs, callId });
  }
  return { projectId, number, calls: folded, growth: [...growth.values()], isDone: false };
}

/** What a sum is with the call in it. */
function grownBy(
  call: PendingCall,
  kind: SumKind,
  added: Totals,
  growth: ReadonlyMap<string, Growth>,
) {
  const name = aggregateOf(call, kind);
  const text = `${kind}/${aggregateText(name)}`;
  const before = growth.get(text);
  // By session nobody asks for rules and tiers.
  const own = kind === 'sessions' ? { ...added, rules: {}, variants: {} } : added;
  const totals = before === undefined ? own : addTotals(before.totals, own);
  const sums = sumsIn(totals);
  const newSums = sums - (before === undefined ? 0 : sumsIn(before.totals));
  return { text, total: { ...name, totals }, sums, newSums, isNew: before === undefined };
}

const sumsIn = ({ rules, variants }: Totals): number =>
  Object.keys(rules).length + Object.keys(variants).length;
