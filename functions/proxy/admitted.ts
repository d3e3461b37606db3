// Admission of a request that names no model.
import { requireAdmission } from '../../shared/projects/admit.ts';
import type { Project } from '../../shared/projects/project.ts';
import type { Operation } from './operation.ts';

/** The project of the calling key. Throws ApiError. */
export const admitted = async (
  ...[request, principal, ports]: Parameters<Operation>
): Promise<Project> =>
  requireAdmission({
    principal,
    project: await ports.projects.findProject(principal.projectId),
    sourceIp: request.sourceIp,
    models: [],
  });
