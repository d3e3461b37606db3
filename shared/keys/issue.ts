// Mints a key and stores it. The plaintext is in the caller's hands only when the row is durable.
import { NO_RESTRICTIONS } from '../contracts/principal.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { KeySecret } from './grammar.ts';
import { mintKey } from './mint.ts';
import type { PepperRing } from './pepper.ts';
import type { KeyRecord } from './record.ts';
import type { KeyStore } from './store.ts';

export type IssuePorts = {
  readonly keys: Pick<KeyStore, 'insert' | 'deactivate'>;
  readonly ring: () => Promise<PepperRing>;
  readonly clock: Clock;
};

export type NewKey = {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly createdBy: string;
} & Partial<Pick<KeyRecord, 'description' | 'expiresAtSeconds' | 'restrictions'>>;

export type IssuedKey = { readonly record: KeyRecord; readonly secret: KeySecret };

/** Throws when the pepper cannot be read or the row not written. */
export async function issueKey(request: NewKey, ports: IssuePorts): Promise<IssuedKey> {
  const { keyId, digest, secret } = mintKey(await ports.ring());
  const record: KeyRecord = {
    description: null,
    expiresAtSeconds: null,
    restrictions: NO_RESTRICTIONS,
    ...request,
    keyId,
    mask: secret.mask,
    status: 'active',
    createdAt: isoTime(ports.clock()),
    lastUsedAtSeconds: null,
    rev: 1,
  };
  try {
    await ports.keys.insert(record, digest);
  } catch (error) {
    // The write may have come through although its answer did not: nobody holds this key, so it must not stay.
    await withdrawKey(record, 'never delivered', ports);
    throw error;
  }
  return { record, secret };
}

/** Deactivates a key that its creator will not get; a failure is left to the error that led here. */
export async function withdrawKey(
  { projectId, keyId }: Pick<KeyRecord, 'projectId' | 'keyId'>,
  reason: string,
  { keys, clock }: Pick<IssuePorts, 'keys' | 'clock'>,
): Promise<void> {
  await keys.deactivate({ projectId, keyId, atMs: clock(), reason }).catch(() => undefined);
}
