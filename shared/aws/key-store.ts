// The table of keys as the admin plane uses it: conditional writes, strong reads, lists from the index.
import { keysTable } from '../contracts/tables.ts';
import { isoTime } from '../kernel/clock.ts';
import type { KeyId } from '../kernel/ids.ts';
import { type KeyRecord, ttlAfterDeactivation } from '../keys/record.ts';
import type { Deactivation, KeyStore } from '../keys/store.ts';
import { putNew, type Table, updateExisting } from './conditional-write.ts';
import { queryCount } from './index-page.ts';
import { changeableAttributes, fromKeyItem, toKeyItem } from './key-item.ts';
import { keyListQuery, keyPage } from './key-list.ts';
import { readStrongly } from './strong-read.ts';

const { partitionKey } = keysTable;

export const keyStore = (table: Table): KeyStore => ({
  insert: (key, digest) => insert(table, key, digest),
  find: (keyId) => find(table, keyId),
  replace: (next) => replace(table, next),
  deactivate: (change) => deactivate(table, change),
  page: (projectId, filter, request) => keyPage(table, projectId, filter, request),
  count: (projectId, filter) => queryCount(table, keyListQuery(projectId, filter)),
});

async function insert(table: Table, key: KeyRecord, digest: Uint8Array): Promise<void> {
  const { kind } = await putNew(table, partitionKey, toKeyItem(key, digest));
  if (kind === 'refused') throw new Error('a key of this id exists already');
}

async function find(table: Table, keyId: KeyId): Promise<KeyRecord | null> {
  const item = await readStrongly(table, { [partitionKey]: keyId });
  return item === null ? null : fromKeyItem(item);
}

async function replace(table: Table, next: KeyRecord): Promise<'written' | 'changed'> {
  const { projectId, rev } = next;
  const { kind } = await updateExisting(
    table,
    { [partitionKey]: next.keyId },
    {
      changes: changeableAttributes(next),
      expected: { projectId, status: 'active', rev: rev - 1 },
    },
  );
  return kind === 'written' ? 'written' : 'changed';
}

async function deactivate(
  table: Table,
  { projectId, keyId, atMs, reason }: Deactivation,
): Promise<'deactivated' | 'already' | 'absent'> {
  const result = await updateExisting(
    table,
    { [partitionKey]: keyId },
    {
      changes: {
        status: 'deactivated',
        deactivatedAt: isoTime(atMs),
        deactivatedReason: reason,
        ttl: ttlAfterDeactivation(Math.floor(atMs / 1000)),
      },
      expected: { projectId, status: 'active' },
    },
  );
  if (result.kind === 'written') return 'deactivated';
  const isDeactivated =
    result.obstacle?.['projectId']?.S === projectId &&
    result.obstacle['status']?.S === 'deactivated';
  return isDeactivated ? 'already' : 'absent';
}
