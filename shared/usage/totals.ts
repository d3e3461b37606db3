// What usage adds up: requests by outcome and tokens by kind.
import type { CallIntent, PendingCall, Settlement } from './call.ts';
import { NO_TOKENS } from './call.ts';
import {
  addRuleCounts,
  type PolicyEvent,
  type PolicyRecord,
  type RuleCounts,
  ruleCountsOf,
} from './policy-record.ts';

/**
 * Every measure is a whole number of 0 or more. `requests` counts all calls; `blockedPrompts` are no calls, all others
 * are parts of them.
 */
export const MEASURES = [
  'requests',
  'abortedRequests',
  'blockedRequests',
  'failedRequests',
  'estimatedRequests',
  'policyRequests',
  'blockedPrompts',
  'maskedPrompts',
  'maskedAnswers',
  'inputTokens',
  'outputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const;

type Measures = Readonly<Record<(typeof MEASURES)[number], number>>;
export type Totals = Measures & { readonly rules: RuleCounts };

const NOTHING = Object.fromEntries(MEASURES.map((name) => [name, 0])) as Measures;
export const NO_USAGE: Totals = { ...NOTHING, rules: {} };

export function addTotals(a: Totals, b: Totals): Totals {
  const sums = MEASURES.map((name) => [name, a[name] + b[name]]);
  return { ...(Object.fromEntries(sums) as Measures), rules: addRuleCounts(a.rules, b.rules) };
}

/** What one finished call adds. */
export function totalsOf(
  { outcome, tokens, estimated, policy }: Settlement,
  intent: Pick<CallIntent, 'purpose' | 'policy'>,
): Totals {
  const isFailure = outcome === 'failed' || outcome === 'abandoned';
  const record = policy ?? intent.policy;
  return {
    requests: outcome === 'refused' || intent.purpose === 'background' ? 0 : 1,
    abortedRequests: outcome === 'aborted' ? 1 : 0,
    blockedRequests: outcome === 'blocked' ? 1 : 0,
    failedRequests: isFailure ? 1 : 0,
    estimatedRequests: estimated ? 1 : 0,
    policyRequests: intent.purpose === 'policy' ? 1 : 0,
    blockedPrompts: outcome === 'refused' ? 1 : 0,
    maskedPrompts: outcome !== 'refused' && isMasked(record, 'inbound') ? 1 : 0,
    maskedAnswers: isMasked(record, 'outbound') ? 1 : 0,
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    cachedInputTokens: tokens.cachedInput,
    cacheWriteTokens: tokens.cacheWrite,
    reasoningTokens: tokens.reasoning,
    rules: ruleCountsOf(record),
  };
}

const isMasked = (record: PolicyRecord | undefined, direction: PolicyEvent['direction']): boolean =>
  record?.events.some(
    (event) => event.direction === direction && event.decision === 'mask' && !event.monitoring,
  ) ?? false;

/** What is assumed of a call that nothing more was heard of: its input was used, its output is unknown. */
export const abandonedSettlement = (
  call: Pick<PendingCall, 'estimatedInputTokens'>,
): Settlement => ({
  outcome: 'abandoned',
  tokens: { ...NO_TOKENS, input: call.estimatedInputTokens },
  estimated: true,
});
