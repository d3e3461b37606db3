// The only way to change a record: its event is written in the same transaction, or nothing is.
import { type Circumstances, createSealer, link } from '../../audit/chain.ts';
import type { Actor, AuditEvent, AuditScope, Change, Refusal } from '../../audit/event.ts';
import { auditTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import type { PepperRing } from '../../keys/secret/pepper.ts';
import type { Tagger } from '../../keys/secret/tagger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { newItem, type Obstacle, transact, type Write } from '../dynamo/transaction.ts';
import type { ClaimWrites } from './claim-store.ts';
import { auditKey, readHead, toAuditItem } from './item.ts';

export type LedgerParts = {
  readonly table: Table;
  /** Null when the peppers cannot be read: a key must be stoppable even then. */
  readonly sealer: () => Promise<Tagger | null>;
  readonly clock: Clock;
  readonly wait: (milliseconds: number) => Promise<unknown>;
};

export const sealerOf =
  (ring: () => Promise<PepperRing>, log: Log): LedgerParts['sealer'] =>
  async () => {
    try {
      return createSealer(await ring());
    } catch (cause) {
      log.error('audit_event_unsealed', {}, cause);
      return null;
    }
  };

/** One call of a caller's. */
export type LedgerCall = {
  readonly actor: Actor;
  readonly requestId: string;
  /** Null: it has no Idempotency-Key. */
  readonly claim: ClaimWrites | null;
};

/** Writes with the one event that tells of them. */
export type LedgerEntry = {
  readonly writes: readonly Write[];
  readonly change: Change;
  /** It waits for no other change: somebody's access ends with it. */
  readonly isUrgent?: true;
};

/** What becomes of the call's Idempotency-Key: ids of what is created, or `withdrawn` when that is taken back. */
type ClaimUse = readonly string[] | 'withdrawn';

/** `refused`: the obstacle of each write of all entries, in order; undefined where its condition held. */
export type CommitResult =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly obstacles: readonly (Obstacle | undefined)[] };

export type Ledger = {
  /**
   * Writes all entries and their events, or nothing. Throws ApiError: `idempotency_key_in_use`;
   * `service_unavailable` when the stores fail, or when other writers of the same chain were always faster.
   */
  readonly commit: (
    scope: AuditScope,
    entries: readonly LedgerEntry[],
    claimUse?: ClaimUse,
  ) => Promise<CommitResult>;
  /** Records a call that changed nothing: in the project's chain if there is one, otherwise in the account's. */
  readonly refuse: (projectId: ProjectId | null, refusal: Refusal) => Promise<void>;
};

/** How long a writer stands aside when another one was faster. */
type Pace = { readonly maxAttempts: number; readonly firstMs: number; readonly mostMs: number };

/** About five seconds in all: each time one of the writers at work gets through. */
const USUAL: Pace = { maxAttempts: 30, firstMs: 10, mostMs: 400 };
/** It tries again at once, while the others stand aside: so it is soon the one that gets through. */
const URGENT: Pace = { maxAttempts: 400, firstMs: 1, mostMs: 8 };
/** A refusal has changed nothing: its caller shall not wait long for its event. */
const REFUSAL: Pace = { ...USUAL, maxAttempts: 6 };

export function createLedger(parts: LedgerParts, call: LedgerCall): Ledger {
  return {
    commit: async (scope, entries, claimUse) => {
      const claim = claimOf(call, claimUse);
      const result = await appendEvents(parts, call, {
        scope,
        writes: [...claim, ...entries.flatMap(({ writes }) => writes)],
        changes: entries.map(({ change }) => change),
        pace: entries.every(({ isUrgent }) => isUrgent === true) ? URGENT : USUAL,
      });
      if (result.kind === 'written') return result;
      if (claim.length > 0 && result.obstacles[0] !== undefined)
        throw new ApiError('idempotency_key_in_use');
      return { kind: 'refused', obstacles: result.obstacles.slice(claim.length) };
    },
    refuse: async (projectId, refusal) => {
      const isKnown = projectId !== null && (await readHead(parts.table, projectId)) !== null;
      await appendEvents(parts, call, {
        scope: isKnown ? projectId : 'account',
        writes: [],
        changes: [refusal],
        pace: REFUSAL,
      });
    },
  };
}

const claimOf = ({ claim }: LedgerCall, use: ClaimUse | undefined): Write[] => {
  if (claim === null || use === undefined) return [];
  return [use === 'withdrawn' ? claim.release() : claim.take(use)];
};

type Append = {
  readonly scope: AuditScope;
  readonly writes: readonly Write[];
  readonly changes: readonly (Change | Refusal)[];
  readonly pace: Pace;
};

async function appendEvents(
  { table, sealer, clock, wait }: LedgerParts,
  { actor, requestId }: LedgerCall,
  { scope, writes, changes, pace }: Append,
): Promise<CommitResult> {
  const seals = await sealer();
  const circumstances: Circumstances = { actor, requestId, atMs: clock() };
  for (let attempt = 0; attempt < pace.maxAttempts; attempt++) {
    const events = link(scope, changes, circumstances, await readHead(table, scope), seals);
    const result = await write(table, scope, writes, events);
    if (result !== 'overtaken') return result;
    await wait(Math.random() * Math.min(pace.mostMs, pace.firstMs * 2 ** Math.min(attempt, 20)));
  }
  throw new ApiError('service_unavailable');
}

/** `overtaken`: another writer has appended to the chain; nothing was written. */
async function write(
  table: Table,
  scope: AuditScope,
  writes: readonly Write[],
  events: readonly AuditEvent[],
): Promise<CommitResult | 'overtaken'> {
  const puts = events.map((event) => newItem(table, auditTable.partitionKey, toAuditItem(event)));
  try {
    const result = await transact(table.client, [...writes, ...puts]);
    if (result.kind === 'written') return result;
    if (result.kind === 'busy') return 'overtaken';
    // A repeated request of ours that the table did not recognise as one.
    const own = result.obstacles[writes.length]?.['event']?.M?.['id']?.S;
    if (own !== undefined && own === events[0]?.id) return { kind: 'written' };
    const obstacles = result.obstacles.slice(0, writes.length);
    const isRefused = obstacles.some((obstacle) => obstacle !== undefined);
    return isRefused ? { kind: 'refused', obstacles } : 'overtaken';
  } catch (error) {
    if (await isWritten(table, scope, events)) return { kind: 'written' };
    throw error;
  }
}

/** After a failure it is the chain that tells whether the transaction has happened. */
async function isWritten(
  table: Table,
  scope: AuditScope,
  [first]: readonly AuditEvent[],
): Promise<boolean> {
  if (first === undefined) return false;
  const item = await readStrongly(table, auditKey(scope, first.sequence)).catch(() => null);
  return (item?.['event'] as AuditEvent | undefined)?.id === first.id;
}
