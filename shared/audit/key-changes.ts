// What the audit says of keys: named fields, never a digest or a key.
import { isoTime } from '../kernel/clock.ts';
import type { KeyId } from '../kernel/ids.ts';
import type { KeyRecord } from '../keys/record.ts';
import type { Deactivation } from '../keys/store.ts';
import { differences } from './differences.ts';
import type { Change, Target } from './event.ts';

const target = (keyId: KeyId): Target => ({ type: 'key', id: keyId });

const fieldsOf = (key: KeyRecord) => ({
  name: key.name,
  description: key.description,
  masked_key: key.mask,
  expires_at: key.expiresAtSeconds === null ? null : isoTime(key.expiresAtSeconds * 1000),
  restrictions: {
    allowed_ips: key.restrictions.allowedIps,
    models: key.restrictions.models,
    rate_limit_rpm: key.restrictions.rateLimitRpm,
  },
  rotated_from: key.rotatedFrom,
  rotated_to: key.rotatedTo,
});

export const keyCreated = (key: KeyRecord): Change => ({
  action: 'key.created',
  target: target(key.keyId),
  before: null,
  after: fieldsOf(key),
});

export const keyUpdated = (before: KeyRecord, after: KeyRecord): Change => ({
  action: 'key.updated',
  target: target(after.keyId),
  ...differences(fieldsOf(before), fieldsOf(after)),
});

/** One event for both halves: the old key is the target. */
export function keyRotated(before: KeyRecord, after: KeyRecord, successor: KeyRecord): Change {
  const change = keyUpdated(before, after);
  const { masked_key, expires_at } = fieldsOf(successor);
  return {
    ...change,
    action: 'key.rotated',
    after: { ...change.after, successor: { id: successor.keyId, masked_key, expires_at } },
  };
}

export const keyDeactivated = ({ keyId, reason, sourceUrl }: Deactivation): Change => ({
  action: 'key.deactivated',
  target: target(keyId),
  before: { status: 'active' },
  after: {
    status: 'deactivated',
    reason,
    ...(sourceUrl === undefined ? {} : { source_url: sourceUrl }),
  },
});
