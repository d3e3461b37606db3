// The wire forms of the audit's lists and checks.
import * as z from 'zod/mini';
import { must } from '../http/fields.ts';
import { pageFields } from '../http/list.ts';
import { auditEvent } from './event.ts';

const WORD = 'text of 1 to 256 characters without control characters';
const INSTANT = 'an ISO 8601 time with seconds and a zone, such as 2030-01-31T00:00:00Z';

const word = z.string().check(z.regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, must(WORD)));
const instant = z.iso.datetime({ offset: true, ...must(INSTANT) });

const filters = {
  ...pageFields,
  action: z.optional(word),
  actor: z.optional(word),
  outcome: z.optional(z.enum(['ok', 'refused'], must('ok or refused'))),
  target_id: z.optional(word),
  /** From this moment on. */
  from: z.optional(instant),
  /** Before this moment. */
  to: z.optional(instant),
};
export const listProjectAuditQuery = z.strictObject(filters);
export const listAuditQuery = z.strictObject({
  ...filters,
  scope: z.optional(z.enum(['all', 'account'], must('all or account'))),
});

/** `total`: null where telling it would mean reading everything, that is with a filter and for all chains at once. */
export const listAuditAnswer = z.strictObject({
  events: z.array(auditEvent),
  total: z.nullable(z.int()),
  next_cursor: z.nullable(z.string()),
});

const HASH = 'a hash of 64 hexadecimal digits, together with known_sequence';
const SEQUENCE = 'a whole number from 1, together with known_hash';

export const verifyAuditQuery = z.strictObject({
  cursor: pageFields.cursor,
  known_sequence: z.optional(z.string().check(z.regex(/^[1-9]\d{0,11}$/, must(SEQUENCE)))),
  known_hash: z.optional(z.string().check(z.regex(/^[0-9a-f]{64}$/, must(HASH)))),
});

export const verifyAuditAnswer = z.strictObject({
  /** False: the chain is broken at `first_broken`. */
  ok: z.boolean(),
  /** How many events were checked in this call. */
  events: z.int(),
  /** Of them, those written while the peppers could not be read. */
  unsealed_events: z.int(),
  /** Of the last event that was checked. Note them: they show a later removal of the newest events. */
  head_sequence: z.nullable(z.int()),
  head_hash: z.nullable(z.string()),
  first_broken: z.nullable(
    z.strictObject({
      sequence: z.int(),
      fault: z.enum(['missing', 'out_of_place', 'changed', 'forged']),
    }),
  ),
  /** The chain goes on: ask again with it. */
  next_cursor: z.nullable(z.string()),
});

export type ListProjectAuditQuery = z.output<typeof listProjectAuditQuery>;
export type ListAuditQuery = z.output<typeof listAuditQuery>;
export type ListAuditAnswer = z.output<typeof listAuditAnswer>;
export type VerifyAuditQuery = z.output<typeof verifyAuditQuery>;
export type VerifyAuditAnswer = z.output<typeof verifyAuditAnswer>;
