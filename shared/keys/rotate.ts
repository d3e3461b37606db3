// Replaces a key by a new one of the same lineage. Both work until the overlap ends, then only the new one.
import { ApiError } from '../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import { epochSeconds } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { ProjectExists } from './create.ts';
import { type DraftKey, type DraftPorts, draftKey } from './draft.ts';
import { readExpiry } from './expiry.ts';
import type { IssuedKey } from './issue.ts';
import { getKey } from './read.ts';
import { type KeyRecord, keyStatus } from './record.ts';
import type { RotateKeyBody } from './schema.ts';
import type { KeyStore } from './store.ts';

export type RotateKeyPorts = DraftPorts & {
  readonly keys: Pick<KeyStore, 'find' | 'rotate'>;
  readonly projectExists: ProjectExists;
};

const DEFAULT_OVERLAP_SECONDS = 86_400;

/**
 * The new key has the old one's name, description, restrictions and expiry; `expires_at` in the body sets another
 * expiry. A failure leaves the old key alone, or both: the new key is never taken back, because with a short overlap
 * that could leave none. Throws ApiError: `not_found`, `validation_error`, `key_deactivated`, `key_expired`,
 * `already_rotated`, `concurrent_change`.
 */
export async function rotateKey(
  projectId: ProjectId,
  keyId: KeyId,
  body: RotateKeyBody,
  createdBy: string,
  ports: RotateKeyPorts,
): Promise<IssuedKey> {
  const expiry =
    body.expires_at === undefined
      ? {}
      : { expiresAtSeconds: readExpiry(body.expires_at, ports.clock) };
  return retryWhileChanged(async () => {
    const before = await getKey(projectId, keyId, ports);
    const nowSeconds = epochSeconds(ports.clock);
    assertRotatable(before, nowSeconds);
    const successor = await draftSuccessor({ ...before, ...expiry }, createdBy, ports);
    const overlapSeconds = body.overlap_seconds ?? DEFAULT_OVERLAP_SECONDS;
    const after: KeyRecord = {
      ...before,
      expiresAtSeconds: Math.min(before.expiresAtSeconds ?? Infinity, nowSeconds + overlapSeconds),
      rotatedTo: successor.record.keyId,
      rev: before.rev + 1,
    };
    if ((await ports.keys.rotate({ before, after, successor })) === 'written') return successor;
    return CHANGED;
  });
}

function assertRotatable(key: KeyRecord, nowSeconds: number): void {
  const status = keyStatus(key, nowSeconds);
  if (status === 'deactivated') throw new ApiError('key_deactivated');
  if (key.rotatedTo !== null) throw new ApiError('already_rotated');
  if (status === 'expired') throw new ApiError('key_expired');
}

const draftSuccessor = (
  { projectId, name, description, expiresAtSeconds, restrictions, lineage, keyId }: KeyRecord,
  createdBy: string,
  ports: DraftPorts,
): Promise<DraftKey> =>
  draftKey(
    {
      projectId,
      name,
      description,
      expiresAtSeconds,
      restrictions,
      lineage,
      rotatedFrom: keyId,
      createdBy,
    },
    ports,
  );
