// Lists of a project's keys, newest first, from the index that holds no digest.
import { keysTable } from '../contracts/tables.ts';
import type { Page, PageRequest } from '../http/list.ts';
import { assertNever } from '../kernel/assert-never.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { KeyRecord } from '../keys/record.ts';
import type { KeyFilter } from '../keys/store.ts';
import { attributeItem } from './attribute-item.ts';
import type { Table } from './conditional-write.ts';
import { type IndexQuery, queryPage } from './index-page.ts';
import { fromKeyItem } from './key-item.ts';

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
  const { names = {}, values = {}, ...expression } = statusFilter(filter);
  return {
    IndexName: byProject.index,
    KeyConditionExpression: '#projectId = :projectId',
    ExpressionAttributeNames: { '#projectId': byProject.partitionKey, ...names },
    ExpressionAttributeValues: attributeItem({ ':projectId': projectId, ...values }),
    ...expression,
  };
}

type Filter = {
  readonly FilterExpression?: string;
  readonly names?: Record<string, string>;
  readonly values?: Record<string, unknown>;
};

function statusFilter({ status, nowSeconds }: KeyFilter): Filter {
  const names = { '#status': 'status' };
  const timed = {
    names: { ...names, '#expiresAt': 'expiresAt' },
    values: { ':status': 'active', ':now': nowSeconds },
  };
  switch (status) {
    case null:
      return {};
    case 'deactivated':
      return { FilterExpression: '#status = :status', names, values: { ':status': status } };
    case 'expired':
      return { FilterExpression: '#status = :status AND #expiresAt <= :now', ...timed };
    case 'active':
      return {
        FilterExpression:
          '#status = :status AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)',
        ...timed,
      };
    default:
      return assertNever(status);
  }
}
