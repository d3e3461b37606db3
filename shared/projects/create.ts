// Creates a project with its first key: both or neither.
import { type Clock, isoTime } from '../kernel/clock.ts';
import { newProjectId } from '../kernel/ids.ts';
import { draftKey } from '../keys/draft.ts';
import { type IssuedKey, type IssuePorts, withdrawKey } from '../keys/issue.ts';
import type { Project } from './project.ts';
import type { CreateProjectBody } from './schema.ts';
import { newSettings } from './settings.ts';
import type { ProjectStore } from './store.ts';

export type CreateProjectPorts = IssuePorts & {
  readonly projects: Pick<ProjectStore, 'insert' | 'markDeleted'>;
};

const FIRST_KEY_NAME = 'Default key';

/** Throws when a store cannot be written: then there is neither a project nor a key that works. */
export async function createProject(
  body: CreateProjectBody,
  createdBy: string,
  ports: CreateProjectPorts,
): Promise<{ readonly project: Project; readonly firstKey: IssuedKey }> {
  const project = newProject(body, createdBy, ports.clock);
  const { projectId } = project;
  const firstKey = await draftKey({ projectId, name: FIRST_KEY_NAME, createdBy }, ports);
  try {
    await ports.projects.insert(project, firstKey);
  } catch (error) {
    // The write may have come through although its answer did not: nobody has the key, so both are taken back.
    await withdrawKey(firstKey.record, ports);
    await ports.projects.markDeleted(projectId, ports.clock()).catch(() => undefined);
    throw error;
  }
  return { project, firstKey };
}

function newProject(body: CreateProjectBody, createdBy: string, clock: Clock): Project {
  const createdAt = isoTime(clock());
  return {
    projectId: newProjectId(),
    name: body.name,
    isActive: true,
    ...newSettings(body),
    policy: null,
    createdAt,
    createdBy,
    updatedAt: createdAt,
    tokens: {},
    defaults: {},
    rev: 1,
  };
}
