// From a stored key to its wire form, field by field: what is not named here cannot leave.
import { NO_RESTRICTIONS, type Restrictions } from '../contracts/principal.ts';
import { isoTime } from '../kernel/clock.ts';
import { type KeyRecord, keyStatus } from './record.ts';
import type { CreatedKeyAnswer, KeyAnswer, RestrictionsBody } from './schema.ts';
import { KEY_PREFIX, type KeySecret } from './secret/grammar.ts';

const timeOrNull = (seconds: number | null): string | null =>
  seconds === null ? null : isoTime(seconds * 1000);

export function viewKey(key: KeyRecord, nowSeconds: number): KeyAnswer {
  const status = keyStatus(key, nowSeconds);
  return {
    id: key.keyId,
    name: key.name,
    description: key.description,
    masked_key: key.mask,
    prefix: KEY_PREFIX,
    is_active: status === 'active',
    status,
    project_id: key.projectId,
    created_at: key.createdAt,
    created_by: key.createdBy,
    last_used_at: timeOrNull(key.lastUsedAtSeconds),
    expires_at: timeOrNull(key.expiresAtSeconds),
    restrictions: {
      allowed_ips: key.restrictions.allowedIps?.slice() ?? null,
      models: key.restrictions.models?.slice() ?? null,
      rate_limit_rpm: key.restrictions.rateLimitRpm,
    },
    rotated_from: key.rotatedFrom,
    rotated_to: key.rotatedTo,
    deactivated_at: key.deactivatedAt,
    deactivated_reason: key.deactivatedReason,
    revision: key.rev,
  };
}

/** Reveals the key, for the one answer that its creator gets. */
export function viewCreatedKey(
  key: KeyRecord,
  secret: KeySecret,
  nowSeconds: number,
): CreatedKeyAnswer {
  const { id, name, description, ...rest } = viewKey(key, nowSeconds);
  return { id, name, description, key: secret.reveal(), ...rest };
}

export const toRestrictions = (body: RestrictionsBody): Restrictions =>
  body === null
    ? NO_RESTRICTIONS
    : {
        allowedIps: body.allowed_ips ?? null,
        models: body.models ?? null,
        rateLimitRpm: body.rate_limit_rpm ?? null,
      };
