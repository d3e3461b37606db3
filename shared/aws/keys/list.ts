// Lists of a project's keys, newest first, from the index that holds no digest.
import { keysTable } from '../../contracts/tables.ts';
import type { Page, PageRequest } from '../../http/list.ts';
import { assertNever } from '../../kernel/assert-never.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import type { KeyRecord } from '../../keys/record.ts';
import type { KeyFilter } from '../../keys/store.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { type IndexQuery, queryPage } from '../dynamo/index-page.ts';
import { placeholders } from '../dynamo/placeholders.ts';
import { fromKeyItem } from './item.ts';

const { partitionKey, byProject } = keysTable;

export async function keyPage(
  table: Table,
  projectId: ProjectId,
  filter: KeyFilter,
  { limit, after }: PageRequest,
): Promise<Page<KeyRecord>> {
  const startKey =
    after === null
      ? undefined
      : {
          [byProject.partitionKey]: projectId,
          [byProject.sortKey]: after[0],
          [partitionKey]: after[1],
        };
  const query = keyListQuery(projectId, filter);
  const { items, hasMore } = await queryPage(table, query, limit, startKey);
  const entries = items.map(fromKeyItem);
  const last = entries.at(-1);
  return { entries, next: hasMore && last !== undefined ? [last.createdAt, last.keyId] : null };
}

export function keyListQuery(projectId: ProjectId, filter: KeyFilter): IndexQuery {
  const ofProject = `#${byProject.partitionKey} = :projectId`;
  const clauses = filterClauses(filter).join(' AND ');
  const status = filter.status === 'deactivated' ? 'deactivated' : 'active';
  const values = { ...filter, projectId, status };
  return {
    IndexName: byProject.index,
    KeyConditionExpression: ofProject,
    ...(clauses === '' ? {} : { FilterExpression: clauses }),
    ...placeholders([ofProject, clauses], values),
  };
}

const filterClauses = (filter: KeyFilter): readonly string[] => [
  ...statusClauses(filter),
  ...(filter.expiresBefore === null ? [] : ['#expiresAt < :expiresBefore']),
  ...(filter.lastUsedBefore === null
    ? []
    : ['(attribute_not_exists(#lastUsedAt) OR #lastUsedAt < :lastUsedBefore)']),
];

function statusClauses({ status }: KeyFilter): readonly string[] {
  switch (status) {
    case null:
      return [];
    case 'deactivated':
      return ['#status = :status'];
    case 'expired':
      return ['#status = :status', '#expiresAt <= :nowSeconds'];
    case 'active':
      return [
        '#status = :status',
        '(attribute_not_exists(#expiresAt) OR #expiresAt > :nowSeconds)',
      ];
    default:
      return assertNever(status);
  }
}
