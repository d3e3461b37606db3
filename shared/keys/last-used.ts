// Remembers when a key was last used: at most one write a minute and key, from this process and from all together.
import type { Clock } from '../kernel/clock.ts';
import type { KeyId } from '../kernel/ids.ts';
import type { Log } from '../kernel/log.ts';

/** `recent`: somebody wrote less than a minute ago, or the key is not active any more. Throws when the store fails. */
export type WriteLastUsed = (keyId: KeyId, atSeconds: number) => Promise<'written' | 'recent'>;

/** Never rejects. */
export type NoteUse = (keyId: KeyId) => Promise<void>;

export const LAST_USED_EVERY_SECONDS = 60;
/** Bounds the memory of a process that sees very many keys. */
const MAX_REMEMBERED = 10_000;

/** One for each process. A write that fails is logged, and the key's next minute tries again. */
export function createNoteUse(ports: {
  readonly write: WriteLastUsed;
  readonly clock: Clock;
  readonly log: Log;
}): NoteUse {
  const notedAt = new Map<KeyId, number>();
  return async (keyId) => {
    const nowSeconds = Math.floor(ports.clock() / 1000);
    const before = notedAt.get(keyId);
    if (before !== undefined && nowSeconds - before < LAST_USED_EVERY_SECONDS) return;
    if (notedAt.size >= MAX_REMEMBERED) notedAt.clear();
    notedAt.set(keyId, nowSeconds);
    try {
      await ports.write(keyId, nowSeconds);
    } catch (cause) {
      ports.log.error('last_used_not_written', { keyId }, cause);
    }
  };
}
