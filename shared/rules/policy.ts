// A compiled policy: what the scanners look for, and what each match means.
import type { Scanner } from '../matching/scanner.ts';

export type Direction = 'inbound' | 'outbound';

export type RuleAction = 'allow' | 'mask' | 'block';

/** How a redacted span is shown. */
export type Mask =
  | { readonly kind: 'text'; readonly text: string }
  /** One `char` for every character of the span. */
  | { readonly kind: 'chars'; readonly char: string }
  /** As `chars`, but the last `visible` letters and digits of the match stay. */
  | { readonly kind: 'partial'; readonly char: string; readonly visible: number };

export type CompiledRule = {
  /** Place in the policy's order; lower goes first, and no two rules share one. */
  readonly rank: number;
  readonly ruleId: string;
  readonly ruleName: string;
  readonly ruleType: string;
  readonly action: RuleAction;
  /** Counted and listed, but changes nothing. */
  readonly monitoring: boolean;
  readonly blockMessage: string | null;
  /** Whether an `allow` rule of better rank may exempt its matches. */
  readonly exemptible: boolean;
};

/** The text of a candidate in the view it was found in, with up to CONTEXT_CHARS characters before it. */
export type CandidateText = { readonly text: string; readonly before: string };

/** The part of a candidate that is redacted, in units of its text; null: not a match after all. */
type Verdict = { readonly from: number; readonly to: number } | null;

export type Check = (candidate: CandidateText) => Verdict;

/** How much text before a candidate its check may look at. */
export const CONTEXT_CHARS = 128;

/**
 * One pattern of a rule.
 * - `leftmost`: matches do not overlap; the leftmost, then the longest counts.
 * - `each`: every candidate is checked, and counts if it passes (checksums).
 * - `final`: as `leftmost`, and the check looks at the match once it cannot grow any more (URLs).
 */
export type CompiledPattern = {
  readonly rule: CompiledRule;
  readonly mask: Mask;
  readonly mode: 'leftmost' | 'each' | 'final';
  readonly check: Check | null;
  /** Overlapping matches may be taken for one: nothing tells them apart. */
  readonly joins?: boolean;
  /** Its placeholder is sent as soon as a match is certain, and the rest of the match is swallowed. */
  readonly commits: boolean;
};

/** Something that reads text once and finds candidates of its patterns. */
export type Matcher = {
  readonly patterns: readonly CompiledPattern[];
  /** Open matches longer than `maxHoldChars` count as matches; Infinity for no limit. */
  readonly createScanner: (maxHoldChars: number) => Scanner;
};

/** A rule that looks at a finished text as a whole; it blocks or watches. */
export type WholeTextRule = {
  readonly rule: CompiledRule;
  /** Only so much of the text is looked at, from its beginning. */
  readonly maxChars: number;
  readonly matches: (text: string) => boolean;
};
