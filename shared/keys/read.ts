// Finds one key of a project, or a page of them.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import { type Clock, epochSeconds } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { ProjectExists } from './create.ts';
import type { KeyRecord } from './record.ts';
import type { ListKeysQuery } from './schema.ts';
import type { KeyFilter, KeyStore } from './store.ts';

/** Throws ApiError `not_found`, also for a key of another project's and in a deleted project. */
export async function getKey(
  projectId: ProjectId,
  keyId: KeyId,
  ports: { readonly keys: Pick<KeyStore, 'find'>; readonly projectExists: ProjectExists },
): Promise<KeyRecord> {
  const [key, projectExists] = await Promise.all([
    ports.keys.find(keyId),
    ports.projectExists(projectId),
  ]);
  if (key === null || key.projectId !== projectId || !projectExists)
    throw new ApiError('not_found');
  return key;
}

export type KeyList = {
  readonly keys: readonly KeyRecord[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError: `not_found` for the project, `invalid_request` for a foreign cursor. */
export async function listKeys(
  projectId: ProjectId,
  query: ListKeysQuery,
  ports: {
    readonly keys: Pick<KeyStore, 'page' | 'count'>;
    readonly projectExists: ProjectExists;
    readonly cursors: CursorCodec;
    readonly clock: Clock;
  },
): Promise<KeyList> {
  const filter = toFilter(query, ports.clock);
  const { status, expires_before = null, last_used_before = null } = query;
  const list: ListName = ['keys', projectId, status ?? null, expires_before, last_used_before];
  const request = toPageRequest(ports.cursors, list, query);
  if (!(await ports.projectExists(projectId))) throw new ApiError('not_found');
  const [page, total] = await Promise.all([
    ports.keys.page(projectId, filter, request),
    ports.keys.count(projectId, filter),
  ]);
  return { keys: page.entries, total, nextCursor: nextCursor(ports.cursors, list, page.next) };
}

const toFilter = (query: ListKeysQuery, clock: Clock): KeyFilter => ({
  status: query.status ?? null,
  expiresBefore: toSeconds(query.expires_before),
  lastUsedBefore: toSeconds(query.last_used_before),
  nowSeconds: epochSeconds(clock),
});

const toSeconds = (time: string | undefined): number | null =>
  time === undefined ? null : Math.floor(Date.parse(time) / 1000);
