// What usage is kept by: the sum over one project, UTC day, key and model.
import { assertNever } from '../kernel/assert-never.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { PendingCall } from './call.ts';
import { type UtcDay, utcDay } from './day.ts';
import { abandonedSettlement, type Totals, totalsOf } from './totals.ts';

export type AggregateName = {
  readonly projectId: ProjectId;
  readonly day: UtcDay;
  readonly keyId: KeyId;
  readonly model: string;
  /** Of the sum over one session, empty for calls without one; absent: of the sum over key and model. */
  readonly session?: string;
};
/** Calls are added up twice: by key and model, and by key and session. */
export type SumKind = 'models' | 'sessions';

export type Growth = AggregateName & { readonly totals: Totals };
export type Aggregate = Growth & {
  /** The number of the last fold that is in here. */
  readonly foldNumber: number;
};

/** The day on which the call began. */
export function aggregateOf(call: PendingCall, kind: SumKind): AggregateName {
  const { projectId, keyId, model, session = '' } = call;
  const name = { projectId, day: utcDay(call.startedAtMs), keyId };
  return kind === 'models' ? { ...name, model } : { ...name, model: '', session };
}

/** Unique within a project and a kind, and ordered by day. A model may hold `#`, so it stands last. */
export const aggregateText = ({
  day,
  keyId,
  model,
  session,
}: Omit<AggregateName, 'projectId'>): string => `${day}#${keyId}#${session ?? model}`;

/** What a call adds when it is folded; null: nothing, because its provider was never called. */
export function contribution(call: PendingCall): Totals | null {
  switch (call.state) {
    case 'void':
      return null;
    case 'open':
      return totalsOf(abandonedSettlement(call), call);
    case 'settled':
      return totalsOf(call.settlement, call);
    default:
      return assertNever(call);
  }
}
