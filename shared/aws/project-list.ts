// The list of projects, newest first, from the index; deleted ones are not in it.
import { projectsTable } from '../contracts/tables.ts';
import type { Page, PageRequest } from '../http/list.ts';
import type { Project } from '../projects/project.ts';
import type { ProjectFilter } from '../projects/store.ts';
import type { Table } from './conditional-write.ts';
import { type IndexQuery, queryPage } from './index-page.ts';
import { placeholders } from './placeholders.ts';
import { fromProjectItem, PROJECT_LIST } from './project-item.ts';

const { partitionKey, sortKey, byList } = projectsTable;

const IN_LIST = `#${byList.partitionKey} = :list`;
const IS_ACTIVE = '#isActive = :isActive';

export const projectListQuery = ({ isActive }: ProjectFilter): IndexQuery => ({
  IndexName: byList.index,
  KeyConditionExpression: IN_LIST,
  ...(isActive === null ? {} : { FilterExpression: IS_ACTIVE }),
  ...placeholders([IN_LIST, ...(isActive === null ? [] : [IS_ACTIVE])], {
    list: PROJECT_LIST,
    isActive,
  }),
});

/** A position is the last item's place in the index, as its key attributes. */
const POSITION = [byList.sortKey, partitionKey, sortKey] as const;

export async function projectPage(
  table: Table,
  filter: ProjectFilter,
  { limit, after }: PageRequest,
): Promise<Page<Project>> {
  const startKey =
    after === null
      ? undefined
      : {
          [byList.partitionKey]: PROJECT_LIST,
          ...Object.fromEntries(POSITION.map((name, index) => [name, after[index]])),
        };
  const { items, hasMore } = await queryPage(table, projectListQuery(filter), limit, startKey);
  const last = items.at(-1);
  return {
    entries: items.map(fromProjectItem),
    next: hasMore && last !== undefined ? POSITION.map((name) => String(last[name])) : null,
  };
}
