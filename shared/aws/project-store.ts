// The table of projects as the admin plane uses it: conditional writes, strong reads, lists from the index.
import { projectsTable } from '../contracts/tables.ts';
import { isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project, TokenScope } from '../projects/project.ts';
import type { ProjectStore, ScopeName, WriteOutcome } from '../projects/store.ts';
import { putNew, type Table, updateExisting, type WriteResult } from './conditional-write.ts';
import { queryCount } from './index-page.ts';
import {
  accountTokensKey,
  DELETED_AT,
  fromAccountTokensItem,
  fromProjectItem,
  projectKey,
  toAccountTokensItem,
  toProjectItem,
} from './project-item.ts';
import { projectListQuery, projectPage } from './project-list.ts';
import { readStrongly } from './strong-read.ts';

const { partitionKey, byList } = projectsTable;

export const projectStore = (table: Table): ProjectStore => ({
  findProject: (projectId) => findProject(table, projectId),
  findAccountTokens: async () => fromAccountTokensItem(await readStrongly(table, accountTokensKey)),
  insert: (project) => insert(table, project),
  replace: (next) => replace(table, next),
  replaceTokens: (scope, next) => replaceTokens(table, scope, next),
  markDeleted: (projectId, atMs) => markDeleted(table, projectId, atMs),
  page: (request) => projectPage(table, request),
  count: () => queryCount(table, projectListQuery),
});

async function findProject(table: Table, projectId: ProjectId): Promise<Project | null> {
  const item = await readStrongly(table, projectKey(projectId));
  return item === null || DELETED_AT in item ? null : fromProjectItem(item);
}

async function insert(table: Table, project: Project): Promise<void> {
  const { kind } = await putNew(table, partitionKey, toProjectItem(project));
  if (kind === 'refused') throw new Error('a project of this id exists already');
}

/** Null removes the attribute. */
async function replace(table: Table, next: Project): Promise<WriteOutcome> {
  const { name, description, isActive, allowedIps, modelProviders, updatedAt } = next;
  const { rateLimitRpm, rateLimitOnOutage } = next;
  const changes = {
    ...{ name, description, isActive, allowedIps, modelProviders, updatedAt },
    ...{ rateLimitRpm, rateLimitOnOutage },
  };
  return outcome(await update(table, projectKey(next.projectId), next.rev, changes));
}

async function replaceTokens(
  table: Table,
  scope: ScopeName,
  next: TokenScope,
): Promise<WriteOutcome> {
  const item = toAccountTokensItem(next);
  const { tokens, defaults, rev } = item;
  if (scope.kind === 'project')
    return outcome(await update(table, projectKey(scope.projectId), rev, { tokens, defaults }));
  // The account's item is made by its first token.
  return outcome(
    rev === 1
      ? await putNew(table, partitionKey, item)
      : await update(table, accountTokensKey, rev, { tokens, defaults }),
  );
}

/** Expects the revision before `rev`. A deleted project takes no more changes. */
const update = (
  table: Table,
  key: Readonly<Record<string, string>>,
  rev: number,
  changes: object,
): Promise<WriteResult> =>
  updateExisting(table, key, {
    changes: { ...changes, rev },
    expected: { rev: rev - 1 },
    absent: [DELETED_AT],
  });

const outcome = ({ kind }: WriteResult): WriteOutcome =>
  kind === 'written' ? 'written' : 'changed';

/** The data plane sees an inactive project from this write on; the list index loses it. */
async function markDeleted(
  table: Table,
  projectId: ProjectId,
  atMs: number,
): Promise<Project | null> {
  await updateExisting(table, projectKey(projectId), {
    changes: {
      isActive: false,
      [DELETED_AT]: isoTime(atMs),
      [byList.partitionKey]: null,
      [byList.sortKey]: null,
    },
    expected: {},
    absent: [DELETED_AT],
  });
  const item = await readStrongly(table, projectKey(projectId));
  return item === null ? null : fromProjectItem(item);
}
