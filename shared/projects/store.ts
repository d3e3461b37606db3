// What the admin plane needs of the table of projects. Every method throws when the table cannot answer.
import type { Page, PageRequest } from '../http/list.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project, ProjectReader, TokenScope } from './project.ts';

/** Whose provider tokens: a project's own, or the account's. */
export type ScopeName =
  | { readonly kind: 'account' }
  | { readonly kind: 'project'; readonly projectId: ProjectId };

/** `changed`: somebody wrote in between, or the project is deleted; nothing was written. */
export type WriteOutcome = 'written' | 'changed';

/** Writes are durable when they resolve, and count once however often they were retried on the way. */
export type ProjectStore = ProjectReader & {
  readonly insert: (project: Project) => Promise<void>;
  /** Writes what an operator may change of the project itself. Conditional on `next.rev - 1`. */
  readonly replace: (next: Project) => Promise<WriteOutcome>;
  /** Writes the tokens of a scope. Conditional on `next.rev - 1`. */
  readonly replaceTokens: (scope: ScopeName, next: TokenScope) => Promise<WriteOutcome>;
  /** Null: no such project. Otherwise it is deleted now, or was before; as it stood at its deletion. */
  readonly markDeleted: (projectId: ProjectId, atMs: number) => Promise<Project | null>;
  /** Newest first; a project made a moment ago may be missing. */
  readonly page: (request: PageRequest) => Promise<Page<Project>>;
  readonly count: () => Promise<number>;
};
