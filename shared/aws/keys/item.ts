// DynamoDB items of the Keys table ↔ KeyRecord, read strictly: a wrong field is an error, never a guess.
import * as z from 'zod/mini';
import { isRateLimit } from '../../contracts/rate-limit.ts';
import { ApiError } from '../../errors/api-error.ts';
import { isKeyId, isProjectId, type KeyId, type ProjectId } from '../../kernel/ids.ts';
import { expiryDay, type KeyRecord, ttlAfterExpiry } from '../../keys/record.ts';

/** Attributes that an operator may change. Null: the attribute is absent. */
export const changeableAttributes = (key: KeyRecord) => ({
  name: key.name,
  description: key.description,
  ...expiryAttributes(key),
  restrictions: restrictionsItem(key),
  rev: key.rev,
});

/** What an active key's expiry comes to. */
export const expiryAttributes = ({ expiresAtSeconds }: KeyRecord) => ({
  expiresAt: expiresAtSeconds,
  expiryDay: expiresAtSeconds === null ? null : expiryDay(expiresAtSeconds),
  ttl: ttlAfterExpiry(expiresAtSeconds),
});

/** The whole item of a new key. */
export function toKeyItem(key: KeyRecord, digest: Uint8Array): Record<string, unknown> {
  const { keyId, projectId, mask, status, createdAt, createdBy, lineage, rotatedFrom } = key;
  const head = { keyId, projectId, mask, status, createdAt, createdBy };
  const item = { ...head, lineage, rotatedFrom, digest };
  return withoutNulls({ ...item, ...changeableAttributes(key) });
}

/** Without a single restriction the attribute is absent. */
function restrictionsItem({ restrictions }: KeyRecord): Record<string, unknown> | null {
  const { allowedIps, models, rateLimitRpm } = restrictions;
  const item = withoutNulls({ allowedIps, models, rateLimitRpm });
  return Object.keys(item).length === 0 ? null : item;
}

const withoutNulls = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const list = z.array(z.string()).check(z.minLength(1));
const seconds = z.int().check(z.positive(), z.lt(1e11));

const keyId = z.custom<KeyId>((value) => typeof value === 'string' && isKeyId(value));

const keyItem = z.object({
  keyId,
  projectId: z.custom<ProjectId>((value) => typeof value === 'string' && isProjectId(value)),
  name: z.string(),
  description: z.optional(z.string()),
  mask: z.string(),
  status: z.enum(['active', 'deactivated']),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.optional(seconds),
  lastUsedAt: z.optional(seconds),
  restrictions: z.optional(
    z.strictObject({
      allowedIps: z.optional(list),
      models: z.optional(list),
      rateLimitRpm: z.optional(z.custom<number>(isRateLimit)),
    }),
  ),
  lineage: z.optional(keyId),
  rotatedFrom: z.optional(keyId),
  rotatedTo: z.optional(keyId),
  deactivatedAt: z.optional(z.iso.datetime()),
  deactivatedReason: z.optional(z.string()),
  rev: z.int(),
});

/** Reads a row of the table or of its list index. Throws `internal_error`, naming the field inside. */
export function fromKeyItem(item: unknown): KeyRecord {
  const read = keyItem.safeParse(item);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.');
    throw new ApiError('internal_error', { cause: new Error(`a stored key has a wrong ${field}`) });
  }
  const { description, expiresAt, lastUsedAt, restrictions, ...rest } = read.data;
  return {
    ...rest,
    lineage: rest.lineage ?? rest.keyId,
    rotatedFrom: rest.rotatedFrom ?? null,
    rotatedTo: rest.rotatedTo ?? null,
    deactivatedAt: rest.deactivatedAt ?? null,
    deactivatedReason: rest.deactivatedReason ?? null,
    description: description ?? null,
    expiresAtSeconds: expiresAt ?? null,
    lastUsedAtSeconds: lastUsedAt ?? null,
    restrictions: {
      allowedIps: restrictions?.allowedIps ?? null,
      models: restrictions?.models ?? null,
      rateLimitRpm: restrictions?.rateLimitRpm ?? null,
    },
  };
}
