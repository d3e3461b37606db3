// Checks a chain of events: nothing removed, changed, moved or forged.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName, Position } from '../http/cursor.ts';
import { invalidField } from '../http/validate.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { PepperRing } from '../keys/secret/pepper.ts';
import { createSealer, type Fault, faultOf, type Head } from './chain.ts';
import type { AuditScope } from './event.ts';
import type { VerifyAuditAnswer, VerifyAuditQuery } from './schema.ts';
import type { AuditStore, ChainRow } from './store.ts';

export type VerifyAuditPorts = {
  readonly audit: Pick<AuditStore, 'rows'>;
  readonly cursors: CursorCodec;
  readonly ring: () => Promise<PepperRing>;
  readonly projectExists: (projectId: ProjectId) => Promise<boolean>;
};

/** Events in one call: one or two megabytes, well below a second. */
const MAX_EVENTS = 2_000;

/**
 * From the beginning, or from where `cursor` says. The newest events can be removed without a trace in the chain
 * itself: who has noted a head passes it as `known_sequence` and `known_hash`. Throws ApiError: `not_found`,
 * `validation_error`, `invalid_request` for a foreign cursor.
 */
export async function verifyChain(
  scope: AuditScope,
  query: VerifyAuditQuery,
  ports: VerifyAuditPorts,
): Promise<VerifyAuditAnswer> {
  const name: ListName = ['verify', scope];
  const start =
    query.cursor === undefined ? null : toHead(ports.cursors.decode(name, query.cursor));
  const lost = await lostAnchor(scope, query, ports);
  const rows = await ports.audit.rows(scope, start?.sequence ?? 0, MAX_EVENTS + 1);
  const isGone = rows.length === 0 && start === null && scope !== 'account';
  if (isGone && !(await ports.projectExists(scope))) throw new ApiError('not_found');

  const walk = await follow(scope, rows.slice(0, MAX_EVENTS), start, ports);
  // A project's first event is its creation.
  const broken = walk.broken ?? lost ?? (isGone ? brokenAt(1, 'missing') : null);
  const goesOn = broken === null && rows.length > MAX_EVENTS;
  return {
    ok: broken === null,
    events: walk.events,
    unsealed_events: walk.unsealed,
    head_sequence: walk.head?.sequence ?? null,
    head_hash: walk.head?.hash ?? null,
    first_broken: broken,
    next_cursor: goesOn ? ports.cursors.encode(name, toPosition(walk.head)) : null,
  };
}

type Broken = NonNullable<VerifyAuditAnswer['first_broken']>;
const brokenAt = (sequence: number, fault: Fault): Broken => ({ sequence, fault });

type Walk = {
  readonly events: number;
  readonly unsealed: number;
  readonly head: Head;
  readonly broken: Broken | null;
};

/** Ends at the first fault: what comes after it hangs in the air. */
async function follow(
  scope: AuditScope,
  rows: readonly ChainRow[],
  start: Head,
  ports: VerifyAuditPorts,
): Promise<Walk> {
  const sealer = createSealer(await ports.ring());
  let walk: Walk = { events: 0, unsealed: 0, head: start, broken: null };
  for (const { sequence, event } of rows) {
    const expected = (walk.head?.sequence ?? 0) + 1;
    if (sequence > expected) return { ...walk, broken: brokenAt(expected, 'missing') };
    const fault = event === null ? 'changed' : faultOf(scope, event, walk.head, sealer);
    if (event === null || fault !== null)
      return { ...walk, broken: brokenAt(expected, fault ?? 'changed') };
    const unsealed = walk.unsealed + (event.seal === null ? 1 : 0);
    walk = { events: walk.events + 1, unsealed, head: event, broken: null };
  }
  return walk;
}

/** Null when the event that the caller has noted is still there, or none was named. */
async function lostAnchor(
  scope: AuditScope,
  { known_sequence, known_hash }: VerifyAuditQuery,
  { audit }: VerifyAuditPorts,
): Promise<Broken | null> {
  if (known_sequence === undefined && known_hash === undefined) return null;
  if (known_sequence === undefined) throw invalidField('known_sequence', 'is missing.');
  if (known_hash === undefined) throw invalidField('known_hash', 'is missing.');
  const sequence = Number(known_sequence);
  const [row] = await audit.rows(scope, sequence - 1, 1);
  if (row?.sequence !== sequence) return brokenAt(sequence, 'missing');
  return row.event?.hash === known_hash ? null : brokenAt(sequence, 'changed');
}

const toHead = ([sequence, hash = '']: Position): Head => ({ sequence: Number(sequence), hash });
const toPosition = (head: Head): Position => [String(head?.sequence), String(head?.hash)];
