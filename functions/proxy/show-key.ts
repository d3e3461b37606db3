// GET /v1/key: what the calling key is, from what the authorizer read.
import type { Principal } from '../../shared/contracts/principal.ts';
import { jsonResponse } from '../../shared/http/message.ts';
import { isoTime } from '../../shared/kernel/clock.ts';
import type { Project } from '../../shared/projects/project.ts';
import { admitted } from './admitted.ts';
import type { Operation } from './operation.ts';

export const showKey: Operation = async (request, principal, ports) => {
  const project = await admitted(request, principal, ports);
  return jsonResponse(200, viewPrincipal(principal, project));
};

const viewPrincipal = (
  { keyId, projectId, restrictions, ...principal }: Principal,
  project: Project,
) => ({
  id: keyId,
  project_id: projectId,
  name: principal.name,
  masked_key: principal.mask,
  expires_at:
    principal.expiresAtSeconds === null ? null : isoTime(principal.expiresAtSeconds * 1000),
  created_at: principal.createdAt,
  restrictions: {
    allowed_ips: restrictions.allowedIps,
    models: restrictions.models,
    rate_limit_rpm: restrictions.rateLimitRpm,
  },
  rate_limit: viewLimit(restrictions.rateLimitRpm ?? Infinity, project.rateLimitRpm ?? Infinity),
});

/** The smaller of the key's and the project's, which the key cannot exceed. */
const viewLimit = (ofKey: number, ofProject: number): { requests_per_minute: number } | null => {
  const perMinute = Math.min(ofKey, ofProject);
  return perMinute === Infinity ? null : { requests_per_minute: perMinute };
};
