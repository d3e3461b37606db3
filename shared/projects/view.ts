// From a stored project to its wire form, field by field: what is not named here cannot leave.
import type { IssuedKey } from '../keys/issue.ts';
import type { ActivePolicy, Project } from './project.ts';
import type { CreatedProjectAnswer, ProjectAnswer } from './schema.ts';
import { type SettingField, settingFields } from './settings.ts';

export const viewProject = (project: Project): ProjectAnswer => ({
  id: project.projectId,
  name: project.name,
  is_active: project.isActive,
  ...viewSettings(project),
  policy: viewPolicy(project.policy),
  created_at: project.createdAt,
  created_by: project.createdBy,
  updated_at: project.updatedAt,
  revision: project.rev,
});

/** Copies: what is answered is nobody else's. */
const viewSettings = (project: Project) =>
  structuredClone(settingFields(project)) as Pick<ProjectAnswer, SettingField>;

const viewPolicy = (policy: ActivePolicy | null): ProjectAnswer['policy'] =>
  policy === null ? null : { policy_id: policy.policyId, version: policy.version };

/** Reveals the first key, for the one answer that its creator gets. */
export const viewCreatedProject = (
  project: Project,
  { record, secret }: IssuedKey,
): CreatedProjectAnswer => ({
  ...viewProject(project),
  api_key: {
    id: record.keyId,
    name: record.name,
    key: secret.reveal(),
    masked_key: record.mask,
  },
});
