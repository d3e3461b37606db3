// Deactivates a key for good. When this resolves, no lookup that begins afterwards lets the key pass.
import { ApiError } from '../errors/api-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { KeyStore } from './store.ts';

/**
 * One conditional write, without reading the project first: stopping a key must work whatever else is wrong.
 * Again is fine and changes nothing. Throws ApiError `not_found`, also for a key of another project's.
 */
export async function deactivateKey(
  projectId: ProjectId,
  keyId: KeyId,
  reason: string | null,
  { keys, clock }: { readonly keys: Pick<KeyStore, 'deactivate'>; readonly clock: Clock },
): Promise<void> {
  const outcome = await keys.deactivate({ projectId, keyId, atMs: clock(), reason });
  if (outcome === 'absent') throw new ApiError('not_found');
}
