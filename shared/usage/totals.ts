// What usage adds up: requests by outcome and tokens by kind.
import type { CallIntent, PendingCall, Settlement } from './call.ts';
import { NO_TOKENS } from './call.ts';
import { addSums, type NamedSums } from './named-sums.ts';
import { type PolicyEvent, type PolicyRecord, ruleCountsOf } from './policy-record.ts';
import { variantSums } from './variant.ts';

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
  'longCacheWriteTokens',
  'webSearchRequests',
  'images',
  'audioSeconds',
] as const;

type Measures = Readonly<Record<(typeof MEASURES)[number], number>>;
export type Totals = Measures & { readonly rules: NamedSums; readonly variants: NamedSums };

const NOTHING = Object.fromEntries(MEASURES.map((name) => [name, 0])) as Measures;
export const NO_USAGE: Totals = { ...NOTHING, rules: {}, variants: {} };

export function addTotals(a: Totals, b: Totals): Totals {
  const sums = MEASURES.map((name) => [name, a[name] + b[name]]);
  return {
    ...(Object.fromEntries(sums) as Measures),
    rules: addSums(a.rules, b.rules),
    variants: addSums(a.variants, b.variants),
  };
}

/** What one finished call adds. */
export function totalsOf(
  { outcome, tokens, estimated, policy, others = {}, variant }: Settlement,
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
    longCacheWriteTokens: others.longCacheWriteTokens ?? 0,
    webSearchRequests: others.webSearchRequests ?? 0,
    images: others.images ?? 0,
    audioSeconds: others.audioSeconds ?? 0,
    rules: ruleCountsOf(record),
    variants: variant === undefined ? {} : variantSums(variant, tokens),
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
