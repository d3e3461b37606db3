// Changes a project. Switched off, all its keys stop on the next request; switched on, they work again.

import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { Project } from './project.ts';
import { getProject } from './read.ts';
import type { UpdateProjectBody } from './schema.ts';
import { changedSettings } from './settings.ts';
import type { ProjectStore } from './store.ts';

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
  return retryWhileChanged(async () => {
    const current = await getProject(projectId, ports);
    assertMatch(ifMatch, current.rev);
    if (Object.keys(changes).length === 0) return current;
    const updatedAt = isoTime(ports.clock());
    const next = { ...current, ...changes, updatedAt, rev: current.rev + 1 };
    if ((await ports.projects.replace(current, next)) === 'written') return next;
    return CHANGED;
  });
}

const toChanges = (body: UpdateProjectBody): Partial<Project> => ({
  ...(body.name === undefined ? {} : { name: body.name }),
  ...(body.is_active === undefined ? {} : { isActive: body.is_active }),
  ...changedSettings(body),
});
