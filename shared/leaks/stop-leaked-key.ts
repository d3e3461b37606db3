// Deactivates a key because somebody else has it: whoever shows a key in full may end it.
import type { ProjectId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';
import type { KeyStore } from '../keys/store.ts';
import { type VerifyPorts, verifyKey } from '../keys/verify.ts';

export type StopPorts = VerifyPorts & {
  readonly keys: Pick<KeyStore, 'find' | 'deactivate'>;
  readonly log: Log;
};

export type Leak = {
  readonly token: string;
  /** Where it was found, null when nobody said. */
  readonly sourceUrl: string | null;
};

/** `unknown`: no key of this gateway's. `stopped`: it was active, or expired and could have been extended. */
export type StopOutcome = 'unknown' | 'stopped' | 'stopped_before';

/** When this resolves, no lookup that begins afterwards lets the key pass. Throws when our own stores fail. */
export async function stopLeakedKey(leak: Leak, ports: StopPorts): Promise<StopOutcome> {
  const verification = await verifyKey(leak.token, ports);
  switch (verification.kind) {
    case 'malformed':
    case 'unknown':
      return 'unknown';
    case 'corrupt':
      ports.log.error('key_row_corrupt', { keyId: verification.keyId, field: verification.field });
      return 'unknown';
    case 'deactivated':
      return 'stopped_before';
    case 'active':
      return stop(verification.principal, leak, ports);
    case 'expired': {
      const key = await ports.keys.find(verification.keyId);
      return key === null ? 'unknown' : stop(key, leak, ports);
    }
  }
}

type Found = { readonly keyId: Parameters<KeyStore['find']>[0]; readonly projectId: ProjectId };

async function stop(
  { keyId, projectId }: Found,
  { sourceUrl }: Leak,
  { keys, clock, log }: StopPorts,
): Promise<StopOutcome> {
  const change = { projectId, keyId, atMs: clock(), reason: 'leaked', sourceUrl };
  const outcome = await keys.deactivate(change);
  if (outcome === 'absent') return 'unknown';
  if (outcome === 'already') return 'stopped_before';
  log.warn('leaked_key_stopped', { keyId, projectId });
  return 'stopped';
}
