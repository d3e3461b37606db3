// An audit event: it is stored, hashed and answered in one form, so that whoever exports events can check the chain.
import * as z from 'zod/mini';
import { time } from '../http/fields.ts';
import type { ProjectId } from '../kernel/ids.ts';

/** Whose chain an event stands in: a project's, or the account's for what belongs to no project. */
export type AuditScope = ProjectId | 'account';

/** What can be done to a record, for each kind of record. */
export type Action =
  | `project.${'created' | 'updated' | 'deleted' | 'policy_changed'}`
  | `key.${'created' | 'updated' | 'rotated' | 'deactivated'}`
  | `token.${'created' | 'updated' | 'deleted'}`
  | `policy.${'created' | 'updated' | 'version_saved' | 'deleted'}`
  | `rule.${'created' | 'updated' | 'deleted'}`
  | `dictionary.${'created' | 'updated' | 'deleted'}`;

export type Target = {
  readonly type: 'project' | 'key' | 'token' | 'policy' | 'rule' | 'dictionary';
  readonly id: string;
};

/** Named fields of a record. Never a digest, a key or a token's value. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a change says of itself; who did it and when is added by the ledger. */
export type Change = {
  readonly action: Action;
  readonly target: Target;
  /** Null: there was none. Otherwise the fields that are not the same in `after`. */
  readonly before: Fields | null;
  readonly after: Fields | null;
};

/** A call that was refused, and so changed nothing. */
export type Refusal = {
  readonly action: Action;
  readonly target: Target | null;
  /** Code of the error catalogue. */
  readonly code: string;
};

/** Who did it, as IAM verified it, or the kind of leak report that led to it. */
export type Actor = {
  /** IAM ARN, or `leak-report:github`, `leak-report:holder`. */
  readonly id: string;
  readonly accountId: string | null;
  readonly sourceIp: string | null;
};

const fields = z.nullable(z.record(z.string(), z.unknown()));
const unsealed = {
  id: z.string(),
  /** Null: the account's chain. */
  project_id: z.nullable(z.string()),
  /** 1 for a chain's first event, then without a gap. */
  sequence: z.int().check(z.positive()),
  time,
  action: z.string(),
  outcome: z.enum(['ok', 'refused']),
  /** Why it was refused. */
  code: z.nullable(z.string()),
  actor: z.strictObject({
    id: z.string(),
    account_id: z.nullable(z.string()),
    source_ip: z.nullable(z.string()),
  }),
  request_id: z.string(),
  target: z.nullable(z.strictObject({ type: z.string(), id: z.string() })),
  before: fields,
  after: fields,
  /** The hash of the event before; null for the first. */
  prev_hash: z.nullable(z.string()),
};

/**
 * `hash`: SHA-256, hex, of the canonical JSON of all members but `hash` and `seal`. `seal`: a keyed hash of `hash`,
 * which only the gateway can make, with the version of its key in front; null when the key could not be read.
 */
export const auditEvent = z.strictObject({
  ...unsealed,
  hash: z.string(),
  seal: z.nullable(z.string()),
});

export type AuditEvent = z.output<typeof auditEvent>;
export type UnsealedEvent = Omit<AuditEvent, 'hash' | 'seal'>;

/** How an event names its chain. */
export const projectIdOf = (scope: AuditScope): ProjectId | null =>
  scope === 'account' ? null : scope;
