// The wire forms of a key: what may be sent, and what is answered.
import * as z from 'zod/mini';
import {
  allowedIps,
  allowedModels,
  description,
  must,
  name,
  rateLimitRpm,
  time,
} from '../http/fields.ts';
import { listFields, pageFields } from '../http/list.ts';
import { KEY_STATUSES } from './record.ts';

const RESTRICTIONS = 'an object with allowed_ips, models and rate_limit_rpm, or null';
const EXPIRY = 'an ISO 8601 time with seconds and a zone, such as 2030-01-31T00:00:00Z, or null';
const INSTANT = 'an ISO 8601 time with seconds and a zone, such as 2030-01-31T00:00:00Z';
const REASON = 'text of up to 200 characters without control characters';

/** Replaced as a whole: a member that is not sent means no restriction. */
const restrictions = z.nullable(
  z.strictObject(
    {
      allowed_ips: z.optional(allowedIps),
      models: z.optional(allowedModels),
      rate_limit_rpm: z.optional(rateLimitRpm),
    },
    must(RESTRICTIONS),
  ),
);
const expiresAt = z.nullable(z.iso.datetime({ offset: true, ...must(EXPIRY) }));

const instant = z.iso.datetime({ offset: true, ...must(INSTANT) });

const changeable = {
  description: z.optional(description),
  expires_at: z.optional(expiresAt),
  restrictions: z.optional(restrictions),
};
export const createKeyBody = z.strictObject({ name, ...changeable });
export const updateKeyBody = z.strictObject({ name: z.optional(name), ...changeable });

const MAX_OVERLAP_SECONDS = 2_592_000;
const OVERLAP = 'a whole number of seconds from 0 to 2592000 (30 days)';
export const rotateKeyBody = z.strictObject({
  overlap_seconds: z.optional(
    z
      .int(must(OVERLAP))
      .check(z.minimum(0, must(OVERLAP)), z.maximum(MAX_OVERLAP_SECONDS, must(OVERLAP))),
  ),
  expires_at: z.optional(expiresAt),
});
export const deactivateKeyQuery = z.strictObject({
  reason: z.optional(
    z.string().check(z.regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]{0,200}$/u, must(REASON))),
  ),
});
export const listKeysQuery = z.strictObject({
  ...pageFields,
  status: z.optional(z.enum(KEY_STATUSES, must('active, expired or deactivated'))),
  expires_before: z.optional(instant),
  last_used_before: z.optional(instant),
});

export type CreateKeyBody = z.output<typeof createKeyBody>;
export type RotateKeyBody = z.output<typeof rotateKeyBody>;
export type UpdateKeyBody = z.output<typeof updateKeyBody>;
export type ListKeysQuery = z.output<typeof listKeysQuery>;
export type RestrictionsBody = z.output<typeof restrictions>;

const keyFields = {
  masked_key: z.string(),
  prefix: z.string(),
  is_active: z.boolean(),
  status: z.enum(KEY_STATUSES),
  project_id: z.string(),
  created_at: time,
  created_by: z.string(),
  last_used_at: z.nullable(time),
  expires_at: z.nullable(time),
  restrictions: z.strictObject({
    allowed_ips: z.nullable(z.array(z.string())),
    models: z.nullable(z.array(z.string())),
    rate_limit_rpm: z.nullable(z.int()),
  }),
  rotated_from: z.nullable(z.string()),
  rotated_to: z.nullable(z.string()),
  deactivated_at: z.nullable(time),
  deactivated_reason: z.nullable(z.string()),
  revision: z.int(),
};
const keyHead = { id: z.string(), name: z.string(), description: z.nullable(z.string()) };

export const keyAnswer = z.strictObject({ ...keyHead, ...keyFields });
/** To a repeated request: the record of what the first one created, without the key. */
export const replayedKeyAnswer = z.strictObject({
  ...keyHead,
  ...keyFields,
  idempotent_replay: z.literal(true),
});
/** The only answer besides a new project's that holds a key in full. */
export const createdKeyAnswer = z.strictObject({ ...keyHead, key: z.string(), ...keyFields });
export const listKeysAnswer = z.strictObject({ api_keys: z.array(keyAnswer), ...listFields });

export type KeyAnswer = z.output<typeof keyAnswer>;
export type CreatedKeyAnswer = z.output<typeof createdKeyAnswer>;
