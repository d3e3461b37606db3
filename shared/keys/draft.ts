// A new key before it is stored: its record, its digest, and the plaintext that only its creator will get.
import { NO_RESTRICTIONS } from '../contracts/principal.ts';
import { type Clock, isoTime } from '../kernel/clock.ts';
import type { ProjectId } from '../kernel/ids.ts';
import type { KeyRecord } from './record.ts';
import type { KeySecret } from './secret/grammar.ts';
import { mintKey } from './secret/mint.ts';
import type { PepperRing } from './secret/pepper.ts';

export type NewKey = {
  readonly projectId: ProjectId;
  readonly name: string;
  readonly createdBy: string;
} & Partial<
  Pick<KeyRecord, 'description' | 'expiresAtSeconds' | 'restrictions' | 'lineage' | 'rotatedFrom'>
>;

export type DraftKey = {
  readonly record: KeyRecord;
  readonly digest: Uint8Array;
  readonly secret: KeySecret;
};

export type DraftPorts = { readonly ring: () => Promise<PepperRing>; readonly clock: Clock };

/** Throws when the pepper cannot be read. */
export async function draftKey(request: NewKey, ports: DraftPorts): Promise<DraftKey> {
  const { keyId, digest, secret } = mintKey(await ports.ring());
  const record: KeyRecord = {
    description: null,
    expiresAtSeconds: null,
    restrictions: NO_RESTRICTIONS,
    lineage: keyId,
    rotatedFrom: null,
    ...request,
    keyId,
    mask: secret.mask,
    status: 'active',
    createdAt: isoTime(ports.clock()),
    lastUsedAtSeconds: null,
    rotatedTo: null,
    deactivatedAt: null,
    deactivatedReason: null,
    rev: 1,
  };
  return { record, digest, secret };
}
