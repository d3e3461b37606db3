// Changes a project. Switched off, all its keys stop on the next request; switched on, they work again.
import { ApiError } from '../errors/api-error.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project } from './project.ts';
import { getProject } from './read.ts';
import type { UpdateProjectBody } from './schema.ts';
import { changedSettings } from './settings.ts';
import type { ProjectStore } from './store.ts';

/** Writers that got in between; then the caller is told. */
const MAX_ATTEMPTS = 4;

/** The project after the change. Throws ApiError: `not_found`, `revision_mismatch`, `concurrent_change`. */
export async function updateProject(
  projectId: ProjectId,
  body: UpdateProjectBody,
  ifMatch: IfMatch,
  ports: {
    readonly projects: Pick<ProjectStore, 'findProject' | 'replace'>;
    readonly clock: Clock;
  },
): Promise<Project> {
  const changes = toChanges(body);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const current = await getProject(projectId, ports);
    assertMatch(ifMatch, current.rev);
    if (Object.keys(changes).length === 0) return current;
    const updatedAt = isoTime(ports.clock());
    const next = { ...current, ...changes, updatedAt, rev: current.rev + 1 };
    if ((await ports.projects.replace(current, next)) === 'written') return next;
  }
  throw new ApiError('concurrent_change');
}

const toChanges = (body: UpdateProjectBody): Partial<Project> => ({
  ...(body.name === undefined ? {} : { name: body.name }),
  ...(body.is_active === undefined ? {} : { isActive: body.is_active }),
  ...changedSettings(body),
});
