// From a stored project to its wire form, field by field: what is not named here cannot leave.
import type { IssuedKey } from '../keys/issue.ts';
import type { ActivePolicy, Project } from './project.ts';
import type { CreatedProjectAnswer, ProjectAnswer } from './schema.ts';

export const viewProject = (project: Project): ProjectAnswer => ({
  id: project.projectId,
  name: project.name,
  description: project.description,
  is_active: project.isActive,
  allowed_ips: project.allowedIps?.slice() ?? null,
  allowed_models: project.allowedModels?.slice() ?? null,
  model_providers: { ...project.modelProviders },
  rate_limit_rpm: project.rateLimitRpm,
  rate_limit_on_store_failure: project.rateLimitOnStoreFailure,
  policy: viewPolicy(project.policy),
  streaming_mode: project.streamingMode,
  filter_all_messages: project.filterAllMessages,
  created_at: project.createdAt,
  created_by: project.createdBy,
  updated_at: project.updatedAt,
  revision: project.rev,
});

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
