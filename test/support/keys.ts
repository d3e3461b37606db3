// Keys for tests: a pepper ring, minted keys and the rows that a table would hold for them.

import type { KeyRow } from '../../shared/keys/row.ts';
import type { KeySecret } from '../../shared/keys/secret/grammar.ts';
import { mintKey } from '../../shared/keys/secret/mint.ts';
import { parsePepperRing } from '../../shared/keys/secret/pepper.ts';

export const PEPPER_JSON = JSON.stringify({ current: '1', '1': 'p'.repeat(64) });
export const testRing = parsePepperRing(PEPPER_JSON);
export const TEST_PROJECT_ID = `proj_${'0'.repeat(22)}`;

/** A key with its row as stored, changed as told. */
export function storedKey(changes: KeyRow = {}): { secret: KeySecret; keyId: string; row: KeyRow } {
  const { secret, digest, keyId } = mintKey(testRing);
  const row = {
    keyId,
    projectId: TEST_PROJECT_ID,
    name: 'test key',
    digest: new Uint8Array(digest),
    mask: secret.mask,
    status: 'active',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  };
  return { secret, keyId, row };
}
