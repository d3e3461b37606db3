// What the admin plane needs of the table of projects. Every method throws when the table cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { ProjectId, TokenId } from '../kernel/ids.ts';
import type { DraftKey } from '../keys/draft.ts';
import type { Project, ProjectReader, TokenScope } from './project.ts';

/** Whose provider tokens: a project's own, or the account's. */
export type ScopeName =
  | { readonly kind: 'account' }
  | { readonly kind: 'project'; readonly projectId: ProjectId };

/** `changed`: somebody wrote in between, or the project is deleted; nothing was written. */
export type WriteOutcome = 'written' | 'changed';

export type TokenChange = {
  /** The token that is created, changed or deleted. */
  readonly tokenId: TokenId;
  readonly before: TokenScope;
  readonly after: TokenScope;
};

export type ProjectFilter = {
  /** Null: switched on or off. */
  readonly isActive: boolean | null;
};

/**
 * Writes are durable when they resolve, count once however often they were retried on the way, and have their events
 * in the audit.
 */
export type ProjectStore = ProjectReader & {
  /** Both or neither. */
  readonly insert: (project: Project, firstKey: DraftKey) => Promise<void>;
  /** Writes what an operator may change of the project itself. Conditional on `before.rev`. */
  readonly replace: (before: Project, after: Project) => Promise<WriteOutcome>;
  /** Writes the tokens of a scope. Conditional on `before.rev`. */
  readonly replaceTokens: (scope: ScopeName, change: TokenChange) => Promise<WriteOutcome>;
  /** Null: no such project. Otherwise it is deleted now, or was before; as it stood at its deletion. */
  readonly markDeleted: (projectId: ProjectId, atMs: number) => Promise<Project | null>;
  /** Newest first; a project made a moment ago may be missing. */
  readonly page: (filter: ProjectFilter, request: PageRequest) => Promise<Page<Project>>;
  readonly count: (filter: ProjectFilter) => Promise<number>;
};
