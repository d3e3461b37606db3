// Finds one project, or a page of them.
import { ApiError } from '../errors/api-error.ts';
import type { CursorCodec, ListName } from '../http/cursor.ts';
import { type ListQuery, nextCursor, toPageRequest } from '../http/list.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project } from './project.ts';
import type { ProjectStore } from './store.ts';

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

const LIST: ListName = ['projects'];

/** Newest first. Throws ApiError `invalid_request` for a foreign cursor. */
export async function listProjects(
  query: ListQuery,
  ports: { readonly projects: Pick<ProjectStore, 'page' | 'count'>; readonly cursors: CursorCodec },
): Promise<ProjectList> {
  const request = toPageRequest(ports.cursors, LIST, query);
  const [page, total] = await Promise.all([ports.projects.page(request), ports.projects.count()]);
  return { projects: page.entries, total, nextCursor: nextCursor(ports.cursors, LIST, page.next) };
}
