// The operations on projects.

import type { projects as api } from '../../shared/api/projects.ts';
import { ApiError } from '../../shared/errors/api-error.ts';
import type { CursorCodec } from '../../shared/http/cursor.ts';
import type { KeyId, ProjectId } from '../../shared/kernel/ids.ts';
import type { KeyStore } from '../../shared/keys/store.ts';
import { type CreateProjectPorts, createProject } from '../../shared/projects/create.ts';
import { type DeleteProjectPorts, deleteProject } from '../../shared/projects/delete.ts';
import { getProject, listProjects } from '../../shared/projects/read.ts';
import type { ProjectStore } from '../../shared/projects/store.ts';
import { updateProject } from '../../shared/projects/update.ts';
import { viewCreatedProject, viewProject } from '../../shared/projects/view.ts';
import type { Operations, Replays } from './operation.ts';

export type ProjectPorts = CreateProjectPorts &
  DeleteProjectPorts & {
    readonly projects: ProjectStore;
    readonly keys: KeyStore;
    readonly cursors: () => Promise<CursorCodec>;
  };

export const projectOperations = (ports: ProjectPorts): Pick<Operations, keyof typeof api> => ({
  listProjects: async ({ query }) => {
    const list = await listProjects(query, { ...ports, cursors: await ports.cursors() });
    return {
      projects: list.projects.map(viewProject),
      total: list.total,
      next_cursor: list.nextCursor,
    };
  },
  createProject: async ({ body, callerArn }) => {
    const { project, firstKey } = await createProject(body, callerArn, ports);
    return viewCreatedProject(project, firstKey);
  },
  getProject: async ({ ids }) => viewProject(await getProject(ids.project_id, ports)),
  updateProject: async ({ ids, body, ifMatch }) =>
    viewProject(await updateProject(ids.project_id, body, ifMatch, ports)),
  deleteProject: async ({ ids }) => {
    await deleteProject(ids.project_id, ports);
    return null;
  },
});

export const projectReplays = (ports: ProjectPorts): Pick<Replays, 'createProject'> => ({
  createProject: async (_ids, [projectId, keyId]) => {
    const [project, key] = await Promise.all([
      getProject(projectId as ProjectId, ports),
      ports.keys.find(keyId as KeyId),
    ]);
    if (key === null) throw new ApiError('not_found');
    const firstKey = { id: key.keyId, name: key.name, masked_key: key.mask };
    return { ...viewProject(project), api_key: firstKey, idempotent_replay: true };
  },
});
