// Finds one project, or a page of them.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { nextCursor, toPageRequest } from '../http/list.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project } from './project.ts';
import type { ListProjectsQuery } from './schema.ts';
import type { ProjectFilter, ProjectStore } from './store.ts';

type Finder = { readonly projects: Pick<ProjectStore, 'findProject'> };

/** Throws ApiError `not_found`, also for a deleted project. */
export async function getProject(projectId: ProjectId, { projects }: Finder): Promise<Project> {
  const project = await projects.findProject(projectId);
  if (project === null) throw new ApiError('not_found');
  return project;
}

export type ProjectList = {
  readonly projects: readonly Project[];
  readonly total: number;
  readonly nextCursor: string | null;
};

/** Newest first. Throws ApiError `invalid_request` for a foreign cursor. */
export async function listProjects(
  query: ListProjectsQuery,
  ports: { readonly projects: Pick<ProjectStore, 'page' | 'count'>; readonly cursors: CursorCodec },
): Promise<ProjectList> {
  const { is_active } = query;
  const list: ListName = ['projects', is_active ?? null];
  const filter: ProjectFilter = { isActive: is_active === undefined ? null : is_active === 'true' };
  const request = toPageRequest(ports.cursors, list, query);
  const [page, total] = await Promise.all([
    ports.projects.page(filter, request),
    ports.projects.count(filter),
  ]);
  return { projects: page.entries, total, nextCursor: nextCursor(ports.cursors, list, page.next) };
}
