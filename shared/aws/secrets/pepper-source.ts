// The peppers from Secrets Manager: read once per process, again at most once a minute for an unknown version.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../../kernel/clock.ts';
import { lazy } from '../../kernel/lazy.ts';
import { type Pepper, type PepperRing, parsePepperRing } from '../../keys/secret/pepper.ts';

export type PepperSource = {
  /** Throws when the secret cannot be read; the next call tries again. */
  readonly ring: () => Promise<PepperRing>;
  /** The pepper of a key version, null when there is none. */
  readonly pepper: (version: string) => Promise<Pepper | null>;
};

/** Keys with an invented version must not be able to cause a read each. */
const REREAD_AFTER_MS = 60_000;

export function pepperSource(
  client: SecretsManagerClient,
  secretId: string,
  clock: Clock,
): PepperSource {
  const read = async (): Promise<{ ring: PepperRing; readAtMs: number }> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return { ring: parsePepperRing(SecretString ?? ''), readAtMs: clock() };
  };
  let current = lazy(read);

  const pepper = async (version: string): Promise<Pepper | null> => {
    const { ring, readAtMs } = await current();
    const known = ring.byVersion.get(version);
    if (known !== undefined) return known;
    if (clock() - readAtMs < REREAD_AFTER_MS) return null;
    current = lazy(read);
    return (await current()).ring.byVersion.get(version) ?? null;
  };
  return { pepper, ring: async () => (await current()).ring };
}
