// The table of projects as the admin plane uses it: writes with their events, strong reads, lists from the index.
import { projectCreated, projectDeleted, projectUpdated } from '../../audit/project-changes.ts';
import { tokenChanged } from '../../audit/token-changes.ts';
import { projectsTable } from '../../contracts/tables.ts';
import { ApiError } from '../../errors/api-error.ts';
import { isoTime } from '../../kernel/clock.ts';
import type { ProjectId } from '../../kernel/ids.ts';
import type { DraftKey } from '../../keys/draft.ts';
import type { ActivePolicy, Project } from '../../projects/project.ts';
import { settingsOf } from '../../projects/settings.ts';
import type { ProjectStore, ScopeName, TokenChange, WriteOutcome } from '../../projects/store.ts';
import type { CommitResult, Ledger } from '../audit/ledger.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { queryCount } from '../dynamo/index-page.ts';
import { readStrongly } from '../dynamo/strong-read.ts';
import { changedItem, newItem, type Write } from '../dynamo/transaction.ts';
import { putKey } from '../keys/store.ts';
import { countWrites } from '../policies/activation.ts';
import {
  accountTokensKey,
  activePolicy,
  DELETED_AT,
  fromAccountTokensItem,
  fromProjectItem,
  projectKey,
  toAccountTokensItem,
  toProjectItem,
} from './item.ts';
import { projectListQuery, projectPage } from './list.ts';

const { partitionKey, byList } = projectsTable;

/** `keysTable`: where a project's first key goes. */
export const projectStore = (table: Table, keysTable: Table, ledger: Ledger): ProjectStore => ({
  ...projectLookup(table),
  insert: (project, firstKey) => insert(table, keysTable, ledger, project, firstKey),
  replace: (before, after) => replace(table, ledger, before, after),
  replaceTokens: (scope, change) => replaceTokens(table, ledger, scope, change),
  markDeleted: (projectId, atMs) => markDeleted(table, ledger, projectId, atMs),
  page: (filter, request) => projectPage(table, filter, request),
  count: (filter) => queryCount(table, projectListQuery(filter)),
});

export const projectLookup = (
  table: Table,
): Pick<ProjectStore, 'findProject' | 'findAccountTokens'> => ({
  findProject: (projectId) => findProject(table, projectId),
  findAccountTokens: async () => fromAccountTokensItem(await readStrongly(table, accountTokensKey)),
});

async function findProject(table: Table, projectId: ProjectId): Promise<Project | null> {
  const item = await readStrongly(table, projectKey(projectId));
  return item === null || DELETED_AT in item ? null : fromProjectItem(item);
}

async function insert(
  table: Table,
  keysTable: Table,
  ledger: Ledger,
  project: Project,
  firstKey: DraftKey,
): Promise<void> {
  const { projectId } = project;
  const { keyId } = firstKey.record;
  const writes = [
    newItem(table, partitionKey, toProjectItem(project)),
    putKey(keysTable, firstKey),
  ];
  const entry = { writes, change: projectCreated(project, keyId) };
  const { kind } = await ledger.commit(projectId, [entry], [projectId, keyId]);
  if (kind === 'refused') throw new Error('a project or a key of this id exists already');
}

/** Null removes the attribute. */
async function replace(
  table: Table,
  ledger: Ledger,
  before: Project,
  after: Project,
): Promise<WriteOutcome> {
  const { name, isActive, updatedAt } = after;
  const changes = { name, isActive, updatedAt, ...settingsOf(after) };
  const writes = [update(table, projectKey(after.projectId), before.rev, changes)];
  const change = projectUpdated(before, after);
  return outcome(await ledger.commit(after.projectId, [{ writes, change }]));
}

async function replaceTokens(
  table: Table,
  ledger: Ledger,
  scope: ScopeName,
  { tokenId, before, after }: TokenChange,
): Promise<WriteOutcome> {
  const change = tokenChanged(tokenId, before, after);
  const created = change.before === null ? [tokenId] : undefined;
  const chain = scope.kind === 'project' ? scope.projectId : 'account';
  const writes = [writeTokens(table, scope, before.rev, toAccountTokensItem(after))];
  return outcome(await ledger.commit(chain, [{ writes, change }], created));
}

function writeTokens(
  table: Table,
  scope: ScopeName,
  rev: number,
  item: ReturnType<typeof toAccountTokensItem>,
): Write {
  const { tokens, defaults } = item;
  if (scope.kind === 'project')
    return update(table, projectKey(scope.projectId), rev, { tokens, defaults });
  // The account's item is made by its first token.
  return rev === 0
    ? newItem(table, partitionKey, item)
    : update(table, accountTokensKey, rev, { tokens, defaults });
}

/** Expects revision `rev`, and makes the next. A deleted project takes no more changes. */
const update = (
  table: Table,
  key: Readonly<Record<string, string>>,
  rev: number,
  changes: object,
): Write =>
  changedItem(table, key, {
    changes: { ...changes, rev: rev + 1 },
    expected: { rev },
    absent: [DELETED_AT],
  });

const outcome = ({ kind }: CommitResult): WriteOutcome =>
  kind === 'written' ? 'written' : 'changed';

/** A policy that is activated or taken out of force at the same time makes the deletion begin again. */
const MAX_DELETIONS = 4;

/** The project as it stands after its deletion, with every token that was added until then. */
async function markDeleted(
  table: Table,
  ledger: Ledger,
  projectId: ProjectId,
  atMs: number,
): Promise<Project | null> {
  for (let attempt = 0; ; attempt++) {
    const item = await readStrongly(table, projectKey(projectId));
    if (item === null) return null;
    if (DELETED_AT in item) return fromProjectItem(item);
    if (attempt === MAX_DELETIONS) throw new ApiError('concurrent_change');
    const writes = deletion(table, projectId, activePolicy(item, 'policy'), atMs);
    await ledger.commit(projectId, [{ writes, change: projectDeleted(projectId) }]);
  }
}

/**
 * The data plane sees an inactive project from this write on; the list index loses it, and its policy is in force in
 * one project less.
 */
function deletion(
  table: Table,
  projectId: ProjectId,
  policy: ActivePolicy | null,
  atMs: number,
): Write[] {
  const row = changedItem(table, projectKey(projectId), {
    changes: {
      isActive: false,
      [DELETED_AT]: isoTime(atMs),
      [byList.partitionKey]: null,
      [byList.sortKey]: null,
      policy: null,
    },
    expected: policy === null ? {} : { policy },
    absent: policy === null ? [DELETED_AT, 'policy'] : [DELETED_AT],
    counted: ['rev'],
  });
  return [row, ...countWrites(table, policy, null)];
}
