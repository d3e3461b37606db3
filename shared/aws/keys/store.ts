// The table of keys as the admin plane uses it: writes with their events, strong reads, lists from the index.
import { keyCreated, keyDeactivated, keyRotated, keyUpdated } from '../../audit/key-changes.ts';
import { keysTable } from '../../contracts/tables.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { KeyId } from '../../kernel/ids.ts';
import type { DraftKey } from '../../keys/draft.ts';
import { type KeyRecord, ttlAfterDeactivation } from '../../keys/record.ts';
import type { Deactivation, DeactivationOfMany, KeyStore, Rotation } from '../../keys/store.ts';
import type { CommitResult, Ledger, LedgerEntry } from '../audit/ledger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { queryCount } from '../dynamo/index-page.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { changedItem, newItem, type Obstacle, type Write } from '../dynamo/transaction.ts';
import { changeableAttributes, expiryAttributes, fromKeyItem, toKeyItem } from './item.ts';
import { keyListQuery, keyPage } from './list.ts';

const { partitionKey } = keysTable;

export type KeyReader = Pick<KeyStore, 'find' | 'page' | 'count'>;

export const keyReader = (table: Table): KeyReader => ({
  find: (keyId) => find(table, keyId),
  page: (projectId, filter, request) => keyPage(table, projectId, filter, request),
  count: (projectId, filter) => queryCount(table, keyListQuery(projectId, filter)),
});

export const keyStore = (table: Table, ledger: Ledger): KeyStore => ({
  ...keyReader(table),
  insert: (key) => insert(table, ledger, key),
  replace: (before, after) => replace(table, ledger, before, after),
  rotate: (rotation) => rotate(table, ledger, rotation),
  deactivate: (change) => deactivate(table, ledger, change),
  deactivateMany: (change) => deactivateMany(table, ledger, change),
});

async function find(table: Table, keyId: KeyId): Promise<KeyRecord | null> {
  const item = await readStrongly(table, { [partitionKey]: keyId });
  return item === null ? null : fromKeyItem(item);
}

/** The write of a new key's row. */
export const putKey = (table: Table, { record, digest }: DraftKey): Write =>
  newItem(table, partitionKey, toKeyItem(record, digest));

async function insert(table: Table, ledger: Ledger, key: DraftKey): Promise<void> {
  const { record } = key;
  const entry = { writes: [putKey(table, key)], change: keyCreated(record) };
  const { kind } = await ledger.commit(record.projectId, [entry], [record.keyId]);
  if (kind === 'refused') throw new Error('a key of this id exists already');
}

/** Changes an active key that is still as it was read. */
const changeKey = (table: Table, before: KeyRecord, changes: object, absent: string[] = []) =>
  changedItem(
    table,
    { [partitionKey]: before.keyId },
    {
      changes: { ...changes },
      expected: { projectId: before.projectId, status: 'active', rev: before.rev },
      absent,
    },
  );

const outcome = ({ kind }: CommitResult): 'written' | 'changed' =>
  kind === 'written' ? 'written' : 'changed';

async function replace(table: Table, ledger: Ledger, before: KeyRecord, after: KeyRecord) {
  const writes = [changeKey(table, before, changeableAttributes(after))];
  return outcome(
    await ledger.commit(before.projectId, [{ writes, change: keyUpdated(before, after) }]),
  );
}

async function rotate(table: Table, ledger: Ledger, { before, after, successor }: Rotation) {
  const { rotatedTo, rev } = after;
  const changes = { ...expiryAttributes(after), rotatedTo, rev };
  const writes = [
    putKey(table, successor),
    changeKey(table, before, changes, ['rotatedTo' satisfies keyof KeyRecord]),
  ];
  const change = keyRotated(before, after, successor.record);
  const created = [successor.record.keyId];
  return outcome(await ledger.commit(before.projectId, [{ writes, change }], created));
}

const deactivation = (table: Table, change: Deactivation): LedgerEntry => ({
  writes: [
    changedItem(
      table,
      { [partitionKey]: change.keyId },
      {
        changes: {
          status: 'deactivated',
          deactivatedAt: isoTime(change.atMs),
          deactivatedReason: change.reason,
          expiryDay: null,
          ttl: ttlAfterDeactivation(Math.floor(change.atMs / 1000)),
        },
        expected: { projectId: change.projectId, status: 'active' },
        counted: ['rev'],
      },
    ),
  ],
  change: keyDeactivated(change),
  isUrgent: true,
});

async function deactivate(
  table: Table,
  ledger: Ledger,
  change: Deactivation,
): Promise<'deactivated' | 'already' | 'absent'> {
  const claimUse = change.isWithdrawal === true ? 'withdrawn' : undefined;
  const result = await ledger.commit(change.projectId, [deactivation(table, change)], claimUse);
  if (result.kind === 'written') return 'deactivated';
  return isDeactivated(result.obstacles[0], change) ? 'already' : 'absent';
}

const isDeactivated = (row: Obstacle | undefined, { projectId }: Deactivation): boolean =>
  row?.['projectId']?.S === projectId && row['status']?.S === 'deactivated';

/** Two writes for each key; a transaction may have 100. */
const CHUNK = 40;

async function deactivateMany(
  table: Table,
  ledger: Ledger,
  { keyIds, ...change }: DeactivationOfMany,
): Promise<void> {
  for (let start = 0; start < keyIds.length; start += CHUNK) {
    const chunk = keyIds.slice(start, start + CHUNK).map((keyId) => ({ ...change, keyId }));
    const entries = chunk.map((one) => deactivation(table, one));
    const { kind } = await ledger.commit(change.projectId, entries);
    // One of them was deactivated meanwhile: then each by itself.
    if (kind === 'refused') for (const one of chunk) await deactivate(table, ledger, one);
  }
}
