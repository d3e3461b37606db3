// The operations on projects.
import type { CursorCodec } from '../../shared/http/cursor.ts';
import type { KeyStore } from '../../shared/keys/store.ts';
import { type CreateProjectPorts, createProject } from '../../shared/projects/create.ts';
import { type DeleteProjectPorts, deleteProject } from '../../shared/projects/delete.ts';
import { getProject, listProjects } from '../../shared/projects/read.ts';
import type { ProjectStore } from '../../shared/projects/store.ts';
import { updateProject } from '../../shared/projects/update.ts';
import { viewCreatedProject, viewProject } from '../../shared/projects/view.ts';
import type { Operations } from './operation.ts';

export type ProjectPorts = CreateProjectPorts &
  DeleteProjectPorts & {
    readonly projects: ProjectStore;
    readonly keys: KeyStore;
    readonly cursors: () => Promise<CursorCodec>;
  };

type ProjectOperation =
  | 'listProjects'
  | 'createProject'
  | 'getProject'
  | 'updateProject'
  | 'deleteProject';

export const projectOperations = (ports: ProjectPorts): Pick<Operations, ProjectOperation> => ({
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
  updateProject: async ({ ids, body }) =>
    viewProject(await updateProject(ids.project_id, body, ports)),
  deleteProject: async ({ ids }) => {
    await deleteProject(ids.project_id, ports);
    return null;
  },
});
