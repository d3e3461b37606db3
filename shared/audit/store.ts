// What reading the audit needs of its table. Every method throws when the table cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { Head } from './chain.ts';
import type { AuditEvent, AuditScope } from './event.ts';

/** Null: any. */
export type AuditFilter = {
  readonly action: string | null;
  readonly actor: string | null;
  readonly outcome: 'ok' | 'refused' | null;
  readonly targetId: string | null;
  /** ISO 8601 UTC with milliseconds: from this moment on. */
  readonly from: string | null;
  /** Before this moment. */
  readonly to: string | null;
};

/** `event`: null when the row holds no event of the form that is written. */
export type ChainRow = { readonly sequence: number; readonly event: AuditEvent | null };

export type AuditStore = {
  /** Where a chain ends, strongly consistent. */
  readonly head: (scope: AuditScope) => Promise<Head>;
  /**
   * Newest first, of one chain (strongly consistent) or of all (an event made a moment ago may be missing). A page
   * may hold fewer entries than its limit although there are further ones: then many were filtered out.
   */
  readonly page: (
    scope: AuditScope | 'all',
    filter: AuditFilter,
    request: PageRequest,
  ) => Promise<Page<AuditEvent>>;
  /** Up to `limit` rows of a chain after `sequence`, oldest first, strongly consistent. */
  readonly rows: (scope: AuditScope, sequence: number, limit: number) => Promise<ChainRow[]>;
};
