// Whether a key opens the data plane, asked as the authorizer asks: the same code, rows and clock.
import { verifyKey } from '../../shared/keys/verify.ts';
import type { AdminSystem } from './admin-system.ts';
import { testRing } from './keys.ts';
import { keyRow } from './use-admin.ts';

/** `active`, `expired`, `deactivated`, … */
export async function verdictOn(admin: AdminSystem, key: string): Promise<string> {
  const { kind } = await verifyKey(key, {
    pepper: async (version) => testRing.byVersion.get(version) ?? null,
    findKey: async (keyId) => {
      const row = await keyRow(admin, keyId);
      return 'keyId' in row ? row : null;
    },
    clock: () => admin.time.nowMs,
  });
  return kind;
}
