// The tables of dictionaries as the admin plane uses them: heads change with their events, contents never do.
import {
  dictionaryCreated,
  dictionaryDeleted,
  dictionaryUpdated,
} from '../../audit/dictionary-changes.ts';
import { projectsTable } from '../../contracts/tables.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { Dictionary } from '../../policies/dictionaries/dictionary.ts';
import type { DictionaryStore } from '../../policies/store.ts';
import type { Ledger } from '../audit/ledger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { queryCount } from '../dynamo/index-page.ts';
import { listPage, listQuery } from '../dynamo/list-page.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { changedItem, newItem } from '../dynamo/transaction.ts';
import { DELETED_AT } from '../projects/item.ts';
import { readChunk, readTerms, writeTerms } from './dictionary-content.ts';
import {
  DICTIONARY_LIST,
  dictionaryKey,
  fromDictionaryItem,
  toDictionaryItem,
} from './dictionary-item.ts';

const { partitionKey, byList } = projectsTable;

export const dictionaryStore = (table: Table, ledger: Ledger): DictionaryStore => ({
  find: async (dictionaryId) => {
    const item = await readStrongly(table, dictionaryKey(dictionaryId));
    return item === null || DELETED_AT in item ? null : fromDictionaryItem(item);
  },
  writeTerms: (dictionaryId, terms) => writeTerms(table, dictionaryId, terms),
  readTerms: (dictionaryId, pin) => readTerms(table, dictionaryId, pin),
  readChunk: (dictionaryId, pin, index) => readChunk(table, dictionaryId, pin, index),
  insert: (dictionary) => insert(table, ledger, dictionary),
  replace: (before, after) => replace(table, ledger, before, after),
  markDeleted: (dictionary, atMs) => markDeleted(table, ledger, dictionary, atMs),
  page: (request) => listPage(table, DICTIONARY_LIST, request, fromDictionaryItem),
  count: () => queryCount(table, listQuery(DICTIONARY_LIST)),
});

async function insert(table: Table, ledger: Ledger, dictionary: Dictionary): Promise<void> {
  const writes = [newItem(table, partitionKey, toDictionaryItem(dictionary))];
  const entry = { writes, change: dictionaryCreated(dictionary) };
  const { kind } = await ledger.commit('account', [entry], [dictionary.dictionaryId]);
  if (kind === 'refused') throw new Error('a dictionary of this id exists already');
}

async function replace(
  table: Table,
  ledger: Ledger,
  before: Dictionary,
  after: Dictionary,
): Promise<'written' | 'changed'> {
  const { name, description, termCount, hash, chunks, updatedAt, rev } = after;
  const write = changedItem(table, dictionaryKey(after.dictionaryId), {
    changes: { name, description, termCount, hash, chunks, updatedAt, rev },
    expected: { rev: before.rev },
    absent: [DELETED_AT],
  });
  const entry = { writes: [write], change: dictionaryUpdated(before, after) };
  const { kind } = await ledger.commit('account', [entry]);
  return kind === 'written' ? 'written' : 'changed';
}

/** Its content stays: older versions of policies go on working. */
async function markDeleted(
  table: Table,
  ledger: Ledger,
  dictionary: Dictionary,
  atMs: number,
): Promise<'written' | 'changed' | 'used'> {
  const write = changedItem(table, dictionaryKey(dictionary.dictionaryId), {
    changes: {
      [DELETED_AT]: isoTime(atMs),
      [byList.partitionKey]: null,
      [byList.sortKey]: null,
    },
    expected: { rev: dictionary.rev, usedBy: 0 },
    absent: [DELETED_AT],
  });
  const entry = { writes: [write], change: dictionaryDeleted(dictionary) };
  const result = await ledger.commit('account', [entry]);
  if (result.kind === 'written') return 'written';
  const used = result.obstacles[0]?.['usedBy']?.N;
  return used === undefined || used === '0' ? 'changed' : 'used';
}
