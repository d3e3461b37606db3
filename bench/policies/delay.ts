// How many tokens later a character leaves than it came, for the exact hold-back and for fixed windows.
import type { DirectionPlan } from '../../shared/policies/engine/direction-plan.ts';
import { createStreamGuard } from '../../shared/policies/engine/stream-guard.ts';
import { mean, percentile } from './clock.ts';

export type Delay = { readonly meanTokens: number; readonly p99Tokens: number };

/** The text must hold nothing that is masked: characters are told by their place. */
export function guardDelay(plan: DirectionPlan, pieces: readonly string[]): Delay {
  const guard = createStreamGuard(plan);
  let released = 0;
  return delayOf(pieces, (piece) => {
    released += guard.push(piece).text.length;
    return released;
  });
}

/** A window holds the last `size` characters, whatever they are. */
export function windowDelay(size: number, pieces: readonly string[]): Delay {
  let received = 0;
  return delayOf(pieces, (piece) => {
    received += piece.length;
    return Math.max(0, received - size);
  });
}

function delayOf(pieces: readonly string[], releasedAfter: (piece: string) => number): Delay {
  const cameWith: number[] = [];
  const delays: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    for (let i = 0; i < piece.length; i++) cameWith.push(index);
    const released = releasedAfter(piece);
    while (delays.length < released) delays.push(index - (cameWith[delays.length] ?? index));
  }
  return { meanTokens: mean(delays), p99Tokens: percentile(delays, 0.99) };
}
