// Rules that ask somebody else: a model, or an operator's own classifier. Here stand their meaning and their port.
import type { CompiledRule } from './policy.ts';

/** What is asked about a text. The text is the rewritten one: what masking rules removed, no model sees. */
export type ModelQuestion = {
  readonly rule: CompiledRule;
  readonly settings: ModelSettings;
  readonly text: string;
};

export type ModelSettings =
  | {
      readonly kind: 'llm_detection';
      readonly model: string;
      readonly instructions: string;
      readonly timeoutMs: number;
    }
  | { readonly kind: 'webhook'; readonly url: string; readonly timeoutMs: number };

/** How strongly the text is what the rule looks for, from 0 to 1. Rejects when there is no answer in time. */
export type ModelPort = (question: ModelQuestion) => Promise<number>;

export type ModelRule = {
  readonly rule: CompiledRule;
  readonly settings: ModelSettings;
  readonly threshold: number;
  /** Only so much of the text is sent, from its beginning. */
  readonly maxInputChars: number;
  /** What counts when the port rejects. */
  readonly decisionOnError: 'allow' | 'block';
  /**
   * What it does to a stream: `gate` sees the whole answer before any of it is released, `observe` only afterwards,
   * when it can be counted and no more. A rule that blocks nothing always observes.
   */
  readonly streaming: 'gate' | 'observe';
};

export type ModelOutcome = {
  readonly rule: CompiledRule;
  readonly matched: boolean;
  /** The port rejected, and `decision_on_error` was applied. */
  readonly failed: boolean;
};

/** Asks every rule, in order; an enforced block ends it. */
export async function askModels(
  rules: readonly ModelRule[],
  text: string,
  ask: ModelPort,
): Promise<{ blockedBy: CompiledRule | null; outcomes: ModelOutcome[] }> {
  const outcomes: ModelOutcome[] = [];
  for (const each of rules) {
    const outcome = await askOne(each, text, ask);
    outcomes.push(outcome);
    const { rule, matched } = outcome;
    if (matched && rule.action === 'block' && !rule.monitoring)
      return { blockedBy: rule, outcomes };
  }
  return { blockedBy: null, outcomes };
}

async function askOne(each: ModelRule, text: string, ask: ModelPort): Promise<ModelOutcome> {
  const { rule, settings, threshold, maxInputChars, decisionOnError } = each;
  try {
    const score = await ask({ rule, settings, text: text.slice(0, maxInputChars) });
    if (!(score >= 0 && score <= 1)) throw new RangeError('a score must be from 0 to 1');
    return { rule, matched: score >= threshold, failed: false };
  } catch {
    // The failure of somebody else's model is an expected outcome, and the operator chose what it means.
    return { rule, matched: decisionOnError === 'block', failed: true };
  }
}
