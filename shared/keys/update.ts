// Changes an active key's name, description, expiry and restrictions. An expired key may be extended.

import { ApiError } from '../errors/api-error.ts';
import { CHANGED, retryWhileChanged } from '../errors/retry-while-changed.ts';
import { assertMatch, type IfMatch } from '../http/if-match.ts';
import type { Clock } from '../kernel/clock.ts';
import type { KeyId, ProjectId } from '../kernel/ids.ts';
import type { ProjectExists } from './create.ts';
import { readExpiry } from './expiry.ts';
import { getKey } from './read.ts';
import type { KeyRecord } from './record.ts';
import type { UpdateKeyBody } from './schema.ts';
import type { KeyStore } from './store.ts';
import { toRestrictions } from './view.ts';

export type UpdateKeyPorts = {
  readonly keys: Pick<KeyStore, 'find' | 'replace'>;
  readonly projectExists: ProjectExists;
  readonly clock: Clock;
};

/**
 * The key after the change. Throws ApiError: `not_found`, `validation_error`, `revision_mismatch`, `key_deactivated`
 * (a deactivation is never undone), `already_rotated` (a rotated key's last hour stays), `concurrent_change`.
 */
export async function updateKey(
  projectId: ProjectId,
  keyId: KeyId,
  body: UpdateKeyBody,
  ifMatch: IfMatch,
  ports: UpdateKeyPorts,
): Promise<KeyRecord> {
  const changes = toChanges(body, ports.clock);
  return retryWhileChanged(async () => {
    const current = await getKey(projectId, keyId, ports);
    assertMatch(ifMatch, current.rev);
    if (current.status === 'deactivated') throw new ApiError('key_deactivated');
    if (Object.keys(changes).length === 0) return current;
    const next = { ...current, ...changes, rev: current.rev + 1 };
    if (current.rotatedTo !== null && lastsLonger(next, current))
      throw new ApiError('already_rotated');
    if ((await ports.keys.replace(current, next)) === 'written') return next;
    return CHANGED;
  });
}

const lastsLonger = (next: KeyRecord, current: KeyRecord): boolean =>
  (next.expiresAtSeconds ?? Infinity) > (current.expiresAtSeconds ?? Infinity);

/** Only what was sent: a field that is absent stays as it is. */
const toChanges = (body: UpdateKeyBody, clock: Clock): Partial<KeyRecord> => ({
  ...(body.name === undefined ? {} : { name: body.name }),
  ...(body.description === undefined ? {} : { description: body.description }),
  ...(body.expires_at === undefined
    ? {}
    : { expiresAtSeconds: readExpiry(body.expires_at, clock) }),
  ...(body.restrictions === undefined ? {} : { restrictions: toRestrictions(body.restrictions) }),
});
