// Stores a new key. The plaintext is in the caller's hands only when the row is durable.
import type { Clock } from '../kernel/clock.ts';
import { type DraftKey, type DraftPorts, draftKey, type NewKey } from './draft.ts';
import type { KeyRecord } from './record.ts';
import type { KeyStore } from './store.ts';

export type IssuePorts = DraftPorts & { readonly keys: Pick<KeyStore, 'insert' | 'deactivate'> };

export type IssuedKey = Pick<DraftKey, 'record' | 'secret'>;

/** Throws when the pepper cannot be read or the row not written. */
export async function issueKey(request: NewKey, ports: IssuePorts): Promise<IssuedKey> {
  const key = await draftKey(request, ports);
  try {
    await ports.keys.insert(key);
  } catch (error) {
    // The write may have come through although its answer did not: nobody holds this key, so it must not stay.
    await withdrawKey(key.record, ports);
    throw error;
  }
  return key;
}

/** Deactivates a key that its creator will not get; a failure is left to the error that led here. */
export async function withdrawKey(
  { projectId, keyId }: Pick<KeyRecord, 'projectId' | 'keyId'>,
  { keys, clock }: { readonly keys: Pick<KeyStore, 'deactivate'>; readonly clock: Clock },
): Promise<void> {
  const change = { projectId, keyId, atMs: clock(), reason: 'never delivered' } as const;
  await keys.deactivate({ ...change, isWithdrawal: true }).catch(() => undefined);
}
