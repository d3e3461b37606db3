// Evaluates a whole text: the same guard as for a stream, given everything at once, so both give the same text.
import type { CompiledPolicy } from './compile.ts';
import type { DirectionPlan } from './direction-plan.ts';
import type { TriggeredRule } from './match-log.ts';
import { askModels, type ModelPort } from './model-rules.ts';
import type { CompiledRule, Direction } from './policy.ts';
import { createStreamGuard, MAX_HOLD_CHARS } from './stream-guard.ts';

export type Evaluation = {
  readonly decision: 'allow' | 'mask' | 'block';
  /** The text with everything masked; empty when blocked. */
  readonly text: string;
  readonly blockedBy: CompiledRule | null;
  /** Rules that matched, watching ones too. After a block, those that had matched until then. */
  readonly triggered: readonly TriggeredRule[];
};

/**
 * Deterministic rules only. `direction` also decides about long open matches: an answer is treated as its stream
 * would be, where they count as matches; a request is not.
 */
export function evaluate(policy: CompiledPolicy, text: string, direction: Direction): Evaluation {
  const plan = policy.plans[direction];
  const maxHoldChars = direction === 'outbound' ? MAX_HOLD_CHARS : Number.POSITIVE_INFINITY;
  const guard = createStreamGuard(plan, { maxHoldChars });
  const first = guard.push(text);
  const last = guard.finish();
  const triggered = guard.triggered();
  if (last.blockedBy !== null)
    return { decision: 'block', text: '', blockedBy: last.blockedBy, triggered };
  const isMasked = triggered.some((each) => each.decision === 'mask' && !each.monitoring);
  return {
    decision: isMasked ? 'mask' : 'allow',
    text: first.text + last.text,
    blockedBy: null,
    triggered,
  };
}

/** The same, and then the rules that ask a model or a webhook, on the rewritten text. */
export async function evaluateWithModels(
  policy: CompiledPolicy,
  text: string,
  direction: Direction,
  ask: ModelPort,
): Promise<Evaluation> {
  const evaluation = evaluate(policy, text, direction);
  if (evaluation.decision === 'block') return evaluation;
  return withModels(policy.plans[direction], evaluation, ask);
}

/** Asks the model-based rules about a rewritten text. */
export async function withModels(
  plan: DirectionPlan,
  evaluation: Evaluation,
  ask: ModelPort,
): Promise<Evaluation> {
  const { blockedBy, outcomes } = await askModels(plan.models, evaluation.text, ask);
  const matched = outcomes.filter((outcome) => outcome.matched);
  const triggered = [
    ...evaluation.triggered,
    ...matched.map(({ rule }) => wholeTextMatch(rule, evaluation.text.length)),
  ];
  if (blockedBy === null) return { ...evaluation, triggered };
  return { decision: 'block', text: '', blockedBy, triggered };
}

const wholeTextMatch = (rule: CompiledRule, length: number): TriggeredRule => ({
  ruleId: rule.ruleId,
  ruleName: rule.ruleName,
  ruleType: rule.ruleType,
  decision: rule.action,
  monitoring: rule.monitoring,
  count: 1,
  matches: [{ start: 0, end: length }],
});
