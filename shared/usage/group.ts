// Adds usage up by day, key and model, by fewer of them, or by session.
import type { KeyId } from '../kernel/ids.ts';
import type { UtcDay } from './day.ts';
import type { UsageEntry } from './snapshot.ts';
import { addTotals, type Totals } from './totals.ts';

export const DIMENSIONS = ['day', 'key', 'model', 'session'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Null: added up over all. */
export type UsageGroup = {
  readonly day: UtcDay | null;
  readonly keyId: KeyId | null;
  readonly model: string | null;
  readonly session: string | null;
  readonly totals: Totals;
  readonly inFlight: number;
};

/** Newest day first, then by key, model and session: an order that new usage does not disturb. */
export function groupUsage(
  entries: readonly UsageEntry[],
  by: ReadonlySet<Dimension>,
): UsageGroup[] {
  const groups = new Map<string, UsageGroup>();
  for (const { day, keyId, model, session = '', totals, inFlight } of entries) {
    const name = {
      day: by.has('day') ? day : null,
      keyId: by.has('key') ? keyId : null,
      model: by.has('model') ? model : null,
      session: by.has('session') && session !== '' ? session : null,
    };
    const text = positionOf(name).join('#');
    const before = groups.get(text);
    groups.set(text, {
      ...name,
      totals: before === undefined ? totals : addTotals(before.totals, totals),
      inFlight: (before?.inFlight ?? 0) + inFlight,
    });
  }
  return [...groups.values()].sort((a, b) => compareGroups(positionOf(a), positionOf(b)));
}

/** Where a group stands in its list: what a cursor holds. */
export const positionOf = (
  group: Pick<UsageGroup, 'day' | 'keyId' | 'model' | 'session'>,
): string[] => [group.day ?? '', group.keyId ?? '', group.model ?? '', group.session ?? ''];

/** Negative when the first position stands before the second. */
export function compareGroups(a: readonly string[], b: readonly string[]): number {
  const [dayA = '', ...restA] = a;
  const [dayB = '', ...restB] = b;
  if (dayA !== dayB) return dayA > dayB ? -1 : 1;
  // A cursor of an older version has no session.
  const at = restA.findIndex((text, index) => text !== (restB[index] ?? ''));
  if (at < 0) return 0;
  return (restA[at] ?? '') < (restB[at] ?? '') ? -1 : 1;
}
