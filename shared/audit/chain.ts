// The chain of events: each holds the hash of the one before, so that a removed or changed event shows.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.ts';
import { isoTime } from '../kernel/clock.ts';
import { newEventId } from '../kernel/ids.ts';
import type { PepperRing } from '../keys/secret/pepper.ts';
import { createTagger, type Tagger } from '../keys/secret/tagger.ts';
import {
  type Actor,
  type AuditEvent,
  type AuditScope,
  type Change,
  projectIdOf,
  type Refusal,
  type UnsealedEvent,
} from './event.ts';

/** Who can write the table, but not read the peppers, cannot seal a forged chain. */
export const createSealer = (ring: PepperRing): Tagger => createTagger(ring, 'collie audit seal');

/** Where a chain ends. Null: it has no event yet. */
export type Head = Pick<AuditEvent, 'sequence' | 'hash'> | null;

/** What all events of one call have in common. */
export type Circumstances = {
  readonly actor: Actor;
  readonly requestId: string;
  readonly atMs: number;
};

/** The events that follow `head`, in order. Without a sealer they stay unsealed. */
export function link(
  scope: AuditScope,
  entries: readonly (Change | Refusal)[],
  { actor, requestId, atMs }: Circumstances,
  head: Head,
  sealer: Tagger | null,
): AuditEvent[] {
  const events: AuditEvent[] = [];
  let last = head;
  for (const entry of entries) {
    const event = sealEvent(
      {
        id: newEventId(),
        project_id: projectIdOf(scope),
        sequence: (last?.sequence ?? 0) + 1,
        time: isoTime(atMs),
        ...outcomeOf(entry),
        actor: { id: actor.id, account_id: actor.accountId, source_ip: actor.sourceIp },
        request_id: requestId,
        prev_hash: last?.hash ?? null,
      },
      sealer,
    );
    events.push(event);
    last = event;
  }
  return events;
}

const outcomeOf = (entry: Change | Refusal) =>
  'code' in entry
    ? { ...entry, outcome: 'refused' as const, before: null, after: null }
    : { ...entry, outcome: 'ok' as const, code: null };

function sealEvent(event: UnsealedEvent, sealer: Tagger | null): AuditEvent {
  const hash = hashOf(event);
  return { ...event, hash, seal: sealer?.tag(hash) ?? null };
}

const hashOf = (event: UnsealedEvent): string =>
  createHash('sha256').update(canonicalJson(event)).digest('hex');

export type Fault = 'missing' | 'out_of_place' | 'changed' | 'forged';

/**
 * Null when `event` follows `head` in the chain of `scope`. `missing`: events before it are gone. `out_of_place`: it
 * belongs elsewhere, or the one before it was replaced. `changed`: it is not what was hashed. `forged`: its
 * hash was not made here.
 */
export function faultOf(
  scope: AuditScope,
  event: AuditEvent,
  head: Head,
  sealer: Tagger,
): Fault | null {
  if (event.sequence > (head?.sequence ?? 0) + 1) return 'missing';
  const { hash, seal, ...rest } = event;
  if (hashOf(rest) !== hash) return 'changed';
  if (seal !== null && !sealer.isGenuine(hash, seal)) return 'forged';
  const isInPlace =
    event.sequence === (head?.sequence ?? 0) + 1 &&
    event.prev_hash === (head?.hash ?? null) &&
    event.project_id === projectIdOf(scope);
  return isInPlace ? null : 'out_of_place';
}
