// What a policy does in one direction: its matchers, views and the rules that need the whole text.

import { standardNormalizer, tagNormalizer } from '../matching/views/normalizer.ts';
import type { Detectors } from './detectors.ts';
import type { GuardPlan } from './guard/guard-core.ts';
import { isEnforced } from './guard/lane.ts';
import { regexMatcher } from './matchers.ts';
import type { ModelRule } from './model-rules.ts';
import type { CompiledPattern, Matcher, WholeTextRule } from './policy.ts';

/**
 * How a stream passes: untouched, held back exactly, or as a whole once it has ended. The strictest enforcing rule
 * decides.
 */
export type StreamingClass = 'pass' | 'incremental' | 'buffered';

export type DirectionPlan = GuardPlan & {
  /** In order of rank. */
  readonly wholeText: readonly WholeTextRule[];
  /** Asked about a text before anybody has seen it: a request, a whole or a buffered answer. In order of rank. */
  readonly models: readonly ModelRule[];
  /** The same rules, when they are asked about a stream that has been sent: they only watch. */
  readonly observers: readonly ModelRule[];
  readonly streaming: StreamingClass;
  /** Some enforced rule may replace text: side channels such as log-probabilities must then be dropped. */
  readonly masks: boolean;
};

export function planOf(detectors: readonly Detectors[]): DirectionPlan {
  const regexPatterns = detectors.flatMap(({ patterns }) => patterns ?? []);
  const matchers: Matcher[] = detectors.flatMap(({ matchers: own }) => own ?? []);
  if (regexPatterns.length > 0) matchers.unshift(regexMatcher(regexPatterns));
  const wholeText = detectors.flatMap((each) => each.wholeText ?? []);
  const models = detectors.flatMap((each) => each.models ?? []);
  const extra = detectors.flatMap(({ normalizers }) => normalizers ?? []);
  const patterns = matchers.flatMap((matcher) => matcher.patterns);
  const enforced = patterns.filter(isEnforced);
  const blocks = enforced.some(({ rule }) => rule.action === 'block');
  return {
    matchers,
    normalizers: matchers.length === 0 ? [] : [standardNormalizer, tagNormalizer, ...extra],
    blocks,
    hasUrgentRules: blocks || enforced.some(({ commits }) => commits),
    wholeText,
    models,
    observers: models.map((each) => ({ ...each, rule: { ...each.rule, monitoring: true } })),
    streaming: streamingClass(patterns, wholeText, models),
    masks: patterns.some(({ rule }) => rule.action === 'mask' && !rule.monitoring),
  };
}

function streamingClass(
  patterns: readonly CompiledPattern[],
  wholes: readonly WholeTextRule[],
  models: readonly ModelRule[],
): StreamingClass {
  if (wholes.some(({ rule }) => rule.action === 'block' && !rule.monitoring)) return 'buffered';
  if (models.some(({ streaming }) => streaming === 'gate')) return 'buffered';
  return patterns.length > 0 ? 'incremental' : 'pass';
}
