// The time limits of provider calls from the environment.
import type { EnvOf, proxyEnv } from '../../shared/contracts/env.ts';
import type { CallTimeouts } from '../../shared/providers/transport/call-clock.ts';

/** Throws on a value that is no positive integer: a limit that cannot be read would be none, or nought. */
export const callTimeouts = (env: EnvOf<typeof proxyEnv>): CallTimeouts => ({
  connectMs: milliseconds(env.UPSTREAM_CONNECT_TIMEOUT_MS),
  firstByteMs: milliseconds(env.UPSTREAM_FIRST_BYTE_TIMEOUT_MS),
  idleMs: milliseconds(env.UPSTREAM_IDLE_TIMEOUT_MS),
  totalMs: milliseconds(env.UPSTREAM_TOTAL_TIMEOUT_MS),
});

function milliseconds(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error('a time limit is not a number of milliseconds');
  return Number(text);
}
