// Creates a project with its first key. The key is written first: alone it opens nothing.
import { type Clock, isoTime } from '../kernel/clock.ts';
import { newProjectId } from '../kernel/ids.ts';
import { type IssuedKey, type IssuePorts, issueKey, withdrawKey } from '../keys/issue.ts';
import type { Project } from './project.ts';
import type { CreateProjectBody } from './schema.ts';
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
  const firstKey = await issueKey({ projectId, name: FIRST_KEY_NAME, createdBy }, ports);
  try {
    await ports.projects.insert(project);
  } catch (error) {
    // The project may be there although the answer got lost: nobody has its key, so both are taken back.
    await Promise.all([
      withdrawKey(firstKey.record, 'project not created', ports),
      ports.projects.markDeleted(projectId, ports.clock()).catch(() => undefined),
    ]);
    throw error;
  }
  return { project, firstKey };
}

function newProject(body: CreateProjectBody, createdBy: string, clock: Clock): Project {
  const createdAt = isoTime(clock());
  return {
    projectId: newProjectId(),
    name: body.name,
    description: body.description ?? null,
    isActive: true,
    allowedIps: body.allowed_ips ?? null,
    modelProviders: body.model_providers ?? {},
    rateLimitRpm: body.rate_limit_rpm ?? null,
    rateLimitOnOutage: body.rate_limit_on_outage ?? 'closed',
    createdAt,
    createdBy,
    updatedAt: createdAt,
    tokens: {},
    defaults: {},
    rev: 1,
  };
}
