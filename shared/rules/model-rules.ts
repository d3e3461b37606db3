// Rules that ask somebody else: a model, or an operator's own classifier. Here stand their meaning and their port.
import { eachLimited } from '../kernel/each-limited.ts';
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
  /** So much of the text is asked about at once; a longer one in overlapping pieces. */
  readonly maxInputChars: number;
  /** What counts when the port rejects, or the text has more pieces than are asked about. */
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
  /** Not all of the text was judged, and `decision_on_error` was applied to the rest. */
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
  const pieces = piecesOf(text, maxInputChars);
  let matched = false;
  let failed = pieces.length > MAX_PIECES;
  await eachLimited(pieces.slice(0, MAX_PIECES), PIECES_AT_ONCE, async (piece) => {
    if (matched) return;
    try {
      const score = await ask({ rule, settings, text: piece });
      if (!(score >= 0 && score <= 1)) throw new RangeError('a score must be from 0 to 1');
      matched ||= score >= threshold;
    } catch {
      // The failure of somebody else's model is an expected outcome, and the operator chose what it means.
      failed = true;
    }
  });
  return { rule, matched: matched || (failed && decisionOnError === 'block'), failed };
}

/** A judge that is asked about a book would cost more than the call. */
const MAX_PIECES = 16;
const PIECES_AT_ONCE = 4;
/** What lies across a cut is whole in one of the pieces if it is not longer. */
const OVERLAP = 200;

/** All of the text, no character cut in two. */
export function piecesOf(text: string, size: number): string[] {
  const step = Math.max(1, size - Math.min(OVERLAP, Math.floor(size / 4)));
  const pieces: string[] = [];
  let start = 0;
  do {
    const end = start + size >= text.length ? text.length : wholeBefore(text, start + size);
    pieces.push(text.slice(start, end));
    if (end === text.length) return pieces;
    start = Math.max(wholeBefore(text, start + step), start + 1);
  } while (pieces.length <= MAX_PIECES);
  return pieces;
}

/** The index, or the one before it where a pair of surrogates would be cut. */
const wholeBefore = (text: string, index: number): number =>
  index > 0 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(index - 1, index + 1))
    ? index - 1
    : index;
