// GET /v1/key: what the calling key is, from what the authorizer read.
import type { Principal } from '../../shared/contracts/principal.ts';
import { jsonResponse } from '../../shared/http/message.ts';
import { isoTime } from '../../shared/kernel/clock.ts';
import { admitted } from './admitted.ts';
import type { Operation } from './operation.ts';

export const showKey: Operation = async (request, principal, ports) => {
  await admitted(request, principal, ports);
  return jsonResponse(200, viewPrincipal(principal));
};

const viewPrincipal = ({ keyId, projectId, restrictions, ...principal }: Principal) => ({
  id: keyId,
  project_id: projectId,
  name: principal.name,
  masked_key: principal.mask,
  expires_at:
    principal.expiresAtSeconds === null ? null : isoTime(principal.expiresAtSeconds * 1000),
  created_at: principal.createdAt,
  restrictions: { allowed_ips: restrictions.allowedIps, models: restrictions.models },
  rate_limit: null,
});
