// Which version of which policy is in force in a project: activated, rolled back or taken out, from the next request on.

import { isDeepStrictEqual } from 'node:util';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import { invalidField } from '../http/validate.ts';
import type { PolicyId, ProjectId } from '../kernel/ids.ts';
import type { ActivePolicy, Project } from '../projects/project.ts';
import { getProject } from '../projects/read.ts';
import type { ProjectStore } from '../projects/store.ts';
import type { ChangePolicyPorts } from './change-policy.ts';
import type { SetProjectPolicyBody } from './policy-schema.ts';
import type { Policy } from './record.ts';
import type { ActivationStore, PolicyStore } from './store.ts';
import { saveVersion } from './versions.ts';

export type ActivatePorts = ChangePolicyPorts & {
  readonly policies: PolicyStore;
  readonly projects: Pick<ProjectStore, 'findProject'>;
  readonly activations: ActivationStore;
};

/** A project, and the head of the policy that is in force in it. */
export type ProjectPolicy = { readonly project: Project; readonly policy: Policy | null };

/** Throws ApiError: `not_found` for the project, `validation_error`, `revision_mismatch`, `concurrent_change`. */
export async function activatePolicy(
  projectId: ProjectId,
  body: SetProjectPolicyBody,
  { ifMatch, callerArn }: { readonly ifMatch: IfMatch; readonly callerArn: string },
  ports: ActivatePorts,
): Promise<ProjectPolicy> {
  assertMatch(ifMatch, (await getProject(projectId, ports)).rev);
  return changeActive(projectId, ifMatch, ports, () => versionToActivate(body, callerArn, ports));
}

/** Nothing changes when none is in force. Throws ApiError: `not_found`, `concurrent_change`. */
export async function deactivatePolicy(projectId: ProjectId, ports: ActivatePorts): Promise<void> {
  await changeActive(projectId, null, ports, async () => null);
}

/** Throws ApiError `not_found` for the project. */
export async function getProjectPolicy(
  projectId: ProjectId,
  ports: Pick<ActivatePorts, 'projects' | 'policies'>,
): Promise<ProjectPolicy> {
  return withHead(await getProject(projectId, ports), ports);
}

async function changeActive(
  projectId: ProjectId,
  ifMatch: IfMatch,
  ports: ActivatePorts,
  next: () => Promise<ActivePolicy | null>,
): Promise<ProjectPolicy> {
  return retryWhileChanged(async () => {
    const policy = await next();
    const project = await getProject(projectId, ports);
    assertMatch(ifMatch, project.rev);
    if (isDeepStrictEqual(project.policy, policy)) return withHead(project, ports);
    const outcome = await ports.activations.setPolicy(project, policy, ports.clock());
    if (outcome === 'written') return withHead({ ...project, policy, rev: project.rev + 1 }, ports);
    return CHANGED;
  });
}

const withHead = async (
  project: Project,
  { policies }: Pick<ActivatePorts, 'policies'>,
): Promise<ProjectPolicy> => ({
  project,
  policy: project.policy === null ? null : await policies.findPolicy(project.policy.policyId),
});

/** Without a version: the rules and dictionaries as they stand. */
async function versionToActivate(
  { policy_id, version }: SetProjectPolicyBody,
  callerArn: string,
  ports: ActivatePorts,
): Promise<ActivePolicy> {
  const policyId = policy_id as PolicyId;
  if ((await ports.policies.findPolicy(policyId)) === null)
    throw invalidField('policy_id', 'names no policy.');
  const saved =
    version === undefined
      ? (await saveVersion(policyId, callerArn, ports)).latest
      : await ports.policies.findVersion(policyId, version);
  if (saved === null) throw invalidField('version', 'names no version of this policy.');
  return { policyId, version: saved.version, hash: saved.hash };
}
