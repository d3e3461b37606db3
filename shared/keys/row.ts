// Reads a stored key strictly: a row with a field of the wrong type is corrupt, never a pass.
import { NO_RESTRICTIONS, type Principal, type Restrictions } from '../contracts/principal.ts';
import { isRateLimit } from '../contracts/rate-limit.ts';
import { isKeyId, isProjectId, type KeyId } from '../kernel/ids.ts';

/** A row as the store gives it: nothing about it is trusted yet. */
export type KeyRow = Readonly<Record<string, unknown>>;

type ReadKey = {
  readonly kind: 'ok';
  readonly status: 'active' | 'deactivated';
  readonly digest: Uint8Array;
  /** Null: a key that was not made by a rotation. */
  readonly lineage: KeyId | null;
  readonly principal: Omit<Principal, 'keyId' | 'lineage'>;
};

/** Seconds after this are milliseconds by mistake (the year 5138). */
const MAX_EPOCH_SECONDS = 1e11;

const corrupt = (field: string) => ({ kind: 'corrupt', field }) as const;

export function readKeyRow(
  row: KeyRow,
): ReadKey | { readonly kind: 'corrupt'; readonly field: string } {
  const { status, digest, projectId, name, mask, createdAt } = row;
  const expiresAtSeconds = row['expiresAt'] ?? null;
  const lineage = row['lineage'] ?? null;
  const restrictions = readRestrictions(row['restrictions']);
  if (status !== 'active' && status !== 'deactivated') return corrupt('status');
  if (!(digest instanceof Uint8Array)) return corrupt('digest');
  if (typeof projectId !== 'string' || !isProjectId(projectId)) return corrupt('projectId');
  if (typeof name !== 'string') return corrupt('name');
  if (typeof mask !== 'string') return corrupt('mask');
  if (typeof createdAt !== 'string') return corrupt('createdAt');
  if (expiresAtSeconds !== null && !isEpochSeconds(expiresAtSeconds)) return corrupt('expiresAt');
  if (lineage !== null && !(typeof lineage === 'string' && isKeyId(lineage)))
    return corrupt('lineage');
  if (restrictions === null) return corrupt('restrictions');
  return {
    kind: 'ok',
    status,
    digest,
    lineage,
    principal: { projectId, name, mask, createdAt, expiresAtSeconds, restrictions },
  };
}

const isEpochSeconds = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < MAX_EPOCH_SECONDS;

const isList = (value: unknown): value is readonly string[] | null =>
  value === null ||
  (Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string'));

/** Null when a restriction is there but cannot be read: a restriction must never be lost. */
function readRestrictions(value: unknown): Restrictions | null {
  if (value === undefined) return NO_RESTRICTIONS;
  if (typeof value !== 'object' || value === null) return null;
  const {
    allowedIps = null,
    models = null,
    rateLimitRpm = null,
  } = value as Record<string, unknown>;
  if (!isList(allowedIps) || !isList(models)) return null;
  return rateLimitRpm === null || isRateLimit(rateLimitRpm)
    ? { allowedIps, models, rateLimitRpm }
    : null;
}
