// What usage adds up: requests by outcome and tokens by kind.
import type { PendingCall, Settlement } from './call.ts';
import { NO_TOKENS } from './call.ts';

/** Every measure is a whole number of 0 or more. `requests` counts all; the other requests are parts of it. */
export const MEASURES = [
  'requests',
  'abortedRequests',
  'blockedRequests',
  'failedRequests',
  'estimatedRequests',
  'inputTokens',
  'outputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const;

export type Totals = Readonly<Record<(typeof MEASURES)[number], number>>;

export const NO_USAGE = Object.fromEntries(MEASURES.map((name) => [name, 0])) as Totals;

export const addTotals = (a: Totals, b: Totals): Totals =>
  Object.fromEntries(MEASURES.map((name) => [name, a[name] + b[name]])) as Totals;

/** What one finished call adds. */
export function totalsOf({ outcome, tokens, estimated }: Settlement): Totals {
  const isFailure = outcome === 'failed' || outcome === 'abandoned';
  return {
    requests: 1,
    abortedRequests: outcome === 'aborted' ? 1 : 0,
    blockedRequests: outcome === 'blocked' ? 1 : 0,
    failedRequests: isFailure ? 1 : 0,
    estimatedRequests: estimated ? 1 : 0,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cachedInputTokens: tokens.cachedInput,
    cacheWriteTokens: tokens.cacheWrite,
    reasoningTokens: tokens.reasoning,
  };
}

/** What is assumed of a call that nothing more was heard of: its input was used, its output is unknown. */
export const abandonedSettlement = (
  call: Pick<PendingCall, 'estimatedInputTokens'>,
): Settlement => ({
  outcome: 'abandoned',
  tokens: { ...NO_TOKENS, input: call.estimatedInputTokens },
  estimated: true,
});
