// In a fresh process: the processor time of verifying a key, with the row in memory.
import { mintKey } from '../../shared/keys/secret/mint.ts';
import { verifyKey } from '../../shared/keys/verify.ts';
import { benchRing, keyRow } from '../fixture.ts';

const COUNT = 20_000;
const { secret, digest } = mintKey(benchRing);
const row = keyRow(digest, secret.mask);
const ports = {
  pepper: async (version: string) => benchRing.byVersion.get(version) ?? null,
  findKey: async () => row,
  clock: Date.now,
};

async function run(): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < COUNT; i++) {
    const { kind } = await verifyKey(secret.reveal(), ports);
    if (kind !== 'active') throw new Error('the bench has no active key');
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / COUNT;
}

await run();
process.send?.(await run());
process.disconnect?.();
