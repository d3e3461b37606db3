// What the data plane reads of policies: one version with its dictionaries as they were, by their keys.
import { eachLimited } from '../../kernel/each-limited.ts';
import { type SavedVersion, sourceOf } from '../../policies/record.ts';
import type { PolicyVersionReader, PolicyVersionRef, StoredTerms } from '../../policies/version.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { readTerms } from './dictionary-content.ts';
import { fromVersionItem, versionKey } from './version-item.ts';

const CONCURRENCY = 4;

/** Needs `dynamodb:GetItem` on the Projects table and nothing else. */
export const policyVersionReader = (table: Table): PolicyVersionReader => ({
  readVersion: async (ref) => {
    const saved = await findVersion(table, ref);
    if (saved?.hash !== ref.hash) throw new Error('the version of a policy is not stored');
    const dictionaries = await readPinned(table, saved);
    return { ...ref, source: sourceOf(saved), dictionaries, hashKey: saved.hashKey };
  },
});

/** Null: there is none of that number. */
export async function findVersion(
  table: Table,
  { policyId, version }: Pick<PolicyVersionRef, 'policyId' | 'version'>,
): Promise<SavedVersion | null> {
  const item = await readStrongly(table, versionKey(policyId, version));
  return item === null ? null : fromVersionItem(item);
}

/** The dictionaries that a version names, by id. */
async function readPinned(
  table: Table,
  { pins }: Pick<SavedVersion, 'pins'>,
): Promise<ReadonlyMap<string, StoredTerms>> {
  const dictionaries = new Map<string, StoredTerms>();
  await eachLimited(Object.entries(pins), CONCURRENCY, async ([id, pin]) => {
    dictionaries.set(id, { hash: pin.hash, terms: await readTerms(table, id, pin) });
  });
  return dictionaries;
}
