// Lists events, newest first: of a project, of the account, or of all chains.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import { isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { AuditScope } from './event.ts';
import type { ListAuditAnswer, ListAuditQuery, ListProjectAuditQuery } from './schema.ts';
import type { AuditFilter, AuditStore } from './store.ts';

export type ReadAuditPorts = {
  readonly audit: Pick<AuditStore, 'head' | 'page'>;
  readonly cursors: CursorCodec;
};

/** A deleted project's events stay readable. Throws ApiError: `not_found`, `invalid_request` for a foreign cursor. */
export async function listProjectAudit(
  projectId: ProjectId,
  query: ListProjectAuditQuery,
  ports: ReadAuditPorts,
): Promise<ListAuditAnswer> {
  if ((await ports.audit.head(projectId)) === null) throw new ApiError('not_found');
  return list(projectId, query, ports);
}

/** Throws ApiError `invalid_request` for a foreign cursor. */
export const listAudit = (
  { scope = 'all', ...query }: ListAuditQuery,
  ports: ReadAuditPorts,
): Promise<ListAuditAnswer> => list(scope, query, ports);

async function list(
  scope: AuditScope | 'all',
  query: ListProjectAuditQuery,
  { audit, cursors }: ReadAuditPorts,
): Promise<ListAuditAnswer> {
  const filter = toFilter(query);
  const name: ListName = ['audit', scope, ...Object.values(filter)];
  const request = toPageRequest(cursors, name, query);
  const isWhole = scope !== 'all' && Object.values(filter).every((value) => value === null);
  const [page, head] = await Promise.all([
    audit.page(scope, filter, request),
    isWhole ? audit.head(scope) : null,
  ]);
  return {
    events: [...page.entries],
    total: isWhole ? (head?.sequence ?? 0) : null,
    next_cursor: nextCursor(cursors, name, page.next),
  };
}

const toFilter = (query: ListProjectAuditQuery): AuditFilter => ({
  action: query.action ?? null,
  actor: query.actor ?? null,
  outcome: query.outcome ?? null,
  targetId: query.target_id ?? null,
  from: toTime(query.from),
  to: toTime(query.to),
});

const toTime = (text: string | undefined): string | null =>
  text === undefined ? null : isoTime(Date.parse(text));
