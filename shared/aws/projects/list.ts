// The list of projects, newest first, from the index; deleted ones are not in it.
import { projectsTable } from '../../contracts/tables.ts';
import type { Page, PageRequest } from '../../http/list.ts';
import type { Project } from '../../projects/project.ts';
import type { ProjectFilter } from '../../projects/store.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import type { IndexQuery } from '../dynamo/index-page.ts';
import { listPage } from '../dynamo/list-page.ts';
import { placeholders } from '../dynamo/placeholders.ts';
import { fromProjectItem, PROJECT_LIST } from './item.ts';

const { byList } = projectsTable;

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

export const projectPage = (
  table: Table,
  filter: ProjectFilter,
  request: PageRequest,
): Promise<Page<Project>> =>
  listPage(table, PROJECT_LIST, request, fromProjectItem, projectListQuery(filter));
