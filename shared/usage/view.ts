// From added-up usage to its wire form, field by field.
import type { UsageGroup } from './group.ts';
import { ruleUsageOf } from './policy-record.ts';
import type { UsageEntryAnswer } from './schema.ts';
import { variantUsageOf } from './variant.ts';

export const viewUsage = ({
  day,
  keyId,
  model,
  session,
  totals,
  inFlight,
}: UsageGroup): UsageEntryAnswer => ({
  day,
  key_id: keyId,
  model,
  session,
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
  long_cache_write_tokens: totals.longCacheWriteTokens,
  web_search_requests: totals.webSearchRequests,
  images: totals.images,
  audio_seconds: totals.audioSeconds,
  variants: variantUsageOf(totals.variants).map((variant) => ({
    service_tier: variant.serviceTier === '' ? null : variant.serviceTier,
    inference_geo: variant.inferenceGeo === '' ? null : variant.inferenceGeo,
    requests: variant.requests,
    input_tokens: variant.inputTokens,
    cached_input_tokens: variant.cachedInputTokens,
    output_tokens: variant.outputTokens,
  })),
  rules: ruleUsageOf(totals.rules).map(({ ruleId, ...rule }) => ({ rule_id: ruleId, ...rule })),
});
