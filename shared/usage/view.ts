// From added-up usage to its wire form, field by field.
import type { UsageGroup } from './group.ts';
import { ruleUsageOf } from './policy-record.ts';
import type { UsageEntryAnswer } from './schema.ts';

export const viewUsage = ({
  day,
  keyId,
  model,
  totals,
  inFlight,
}: UsageGroup): UsageEntryAnswer => ({
  day,
  key_id: keyId,
  model,
  requests: totals.requests,
  aborted_requests: totals.abortedRequests,
  blocked_requests: totals.blockedRequests,
  failed_requests: totals.failedRequests,
  estimated_requests: totals.estimatedRequests,
  in_flight_requests: inFlight,
  policy_requests: totals.policyRequests,
  blocked_prompts: totals.blockedPrompts,
  masked_prompts: totals.maskedPrompts,
  masked_answers: totals.maskedAnswers,
  input_tokens: totals.inputTokens,
  cached_input_tokens: totals.cachedInputTokens,
  cache_write_tokens: totals.cacheWriteTokens,
  output_tokens: totals.outputTokens,
  reasoning_tokens: totals.reasoningTokens,
  rules: ruleUsageOf(totals.rules).map(({ ruleId, ...rule }) => ({ rule_id: ruleId, ...rule })),
});
