// What the audit says of projects.
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { Project } from '../projects/project.ts';
import { settingFields } from '../projects/settings.ts';
import { differences } from './differences.ts';
import type { Change, Fields, Target } from './event.ts';

const target = (projectId: ProjectId): Target => ({ type: 'project', id: projectId });

const fieldsOf = (project: Project): Fields => ({
  name: project.name,
  is_active: project.isActive,
  ...settingFields(project),
});

/** One event for the project and the key that it is made with. */
export const projectCreated = (project: Project, firstKey: KeyId): Change => ({
  action: 'project.created',
  target: target(project.projectId),
  before: null,
  after: { ...fieldsOf(project), first_key_id: firstKey },
});

export const projectUpdated = (before: Project, after: Project): Change => ({
  action: 'project.updated',
  target: target(after.projectId),
  ...differences(fieldsOf(before), fieldsOf(after)),
});

export const projectDeleted = (projectId: ProjectId): Change => ({
  action: 'project.deleted',
  target: target(projectId),
  before: { is_deleted: false },
  after: { is_deleted: true },
});
