// A page of one of the lists in the Projects table's index, newest first.
import { projectsTable } from '../../contracts/tables.ts';
import type { Page, PageRequest } from '../../http/list.ts';
import type { Item, Table } from './conditional-write.ts';
import { type IndexQuery, queryPage } from './index-page.ts';
import { placeholders } from './placeholders.ts';

const { partitionKey, sortKey, byList } = projectsTable;
const IN_LIST = `#${byList.partitionKey} = :list`;

/** A position is the last item's place in the index, as its key attributes. */
const POSITION = [byList.sortKey, partitionKey, sortKey] as const;

export const listQuery = (list: string): IndexQuery => ({
  IndexName: byList.index,
  KeyConditionExpression: IN_LIST,
  ...placeholders([IN_LIST], { list }),
});

export async function listPage<T>(
  table: Table,
  list: string,
  { limit, after }: PageRequest,
  read: (item: Item) => T,
  query: IndexQuery = listQuery(list),
): Promise<Page<T>> {
  const place = (names: readonly string[]) =>
    Object.fromEntries(POSITION.map((name, index) => [name, names[index]]));
  const startKey = after === null ? undefined : { [byList.partitionKey]: list, ...place(after) };
  const { items, hasMore } = await queryPage(table, query, limit, startKey);
  const last = items.at(-1);
  return {
    entries: items.map(read),
    next: hasMore && last !== undefined ? POSITION.map((name) => String(last[name])) : null,
  };
}
