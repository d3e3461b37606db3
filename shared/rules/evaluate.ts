// Evaluates a whole text: the same guard as for a stream, given everything at once, so both give the same text.
import type { CompiledPolicy } from './compile.ts';
import type { DirectionPlan } from './direction-plan.ts';
import { createStreamGuard, type GuardOptions, MAX_HOLD_CHARS } from './guard/stream-guard.ts';
import { type TriggeredRule, triggeredRule } from './match-log.ts';
import { askModels, type ModelOutcome, type ModelPort } from './model-rules.ts';
import type { CompiledRule, Direction } from './policy.ts';

export type Evaluation = {
  readonly decision: 'allow' | 'mask' | 'block';
  /** The text with everything masked; empty when blocked. */
  readonly text: string;
  readonly blockedBy: CompiledRule | null;
  /** Rules that matched, watching ones too. After a block, those that had matched until then. */
  readonly triggered: readonly TriggeredRule[];
  /** Rules that ask, and did not get to know all; absent: none. */
  readonly failed?: readonly CompiledRule[];
};

/**
 * Deterministic rules only. `direction` also decides about long open matches: an answer is treated as its stream
 * would be, where they count as matches; a request is not.
 */
export function evaluate(
  policy: CompiledPolicy,
  text: string,
  direction: Direction,
  options: Pick<GuardOptions, 'digest'> = {},
): Evaluation {
  const plan = policy.plans[direction];
  const maxHoldChars = direction === 'outbound' ? MAX_HOLD_CHARS : Number.POSITIVE_INFINITY;
  const guard = createStreamGuard(plan, { ...options, maxHoldChars });
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
  options: Pick<GuardOptions, 'digest'> = {},
): Promise<Evaluation> {
  const evaluation = evaluate(policy, text, direction, options);
  if (evaluation.decision === 'block') return evaluation;
  return withModels(policy.plans[direction], evaluation, ask);
}

/** Asks the model-based rules about a rewritten text. */
export async function withModels(
  plan: Pick<DirectionPlan, 'models'>,
  evaluation: Evaluation,
  ask: ModelPort,
): Promise<Evaluation> {
  const { blockedBy, outcomes } = await askModels(plan.models, evaluation.text, ask);
  const triggered = [...evaluation.triggered, ...matched(outcomes, evaluation.text)];
  const failed = failedIn(outcomes);
  if (blockedBy === null) return { ...evaluation, triggered, failed };
  return { decision: 'block', text: '', blockedBy, triggered, failed };
}

/** The same about the text of a stream that has been sent: what matched, to be counted. */
export async function observeStream(
  plan: Pick<DirectionPlan, 'observers'>,
  sentText: string,
  ask: ModelPort,
): Promise<Required<Pick<Evaluation, 'triggered' | 'failed'>>> {
  const { outcomes } = await askModels(plan.observers, sentText, ask);
  return { triggered: matched(outcomes, sentText), failed: failedIn(outcomes) };
}

const failedIn = (outcomes: readonly ModelOutcome[]): CompiledRule[] =>
  outcomes.filter(({ failed }) => failed).map(({ rule }) => rule);

const matched = (outcomes: readonly ModelOutcome[], { length }: string): TriggeredRule[] =>
  outcomes
    .filter((outcome) => outcome.matched)
    .map(({ rule }) => triggeredRule(rule, 1, [{ start: 0, end: length, length }]));
