// What every matcher does: it reads a view of the text once, in pieces, and says what it found and may still find.
import type { ViewText } from './views/view-text.ts';

/** Receives what a scanner finds. Offsets are those of the channel's text, `end` exclusive. */
export type MatchSink = {
  /** `pattern` is the scanner's own number. `forced`: text held too long counts as a match. */
  readonly match: (pattern: number, start: number, end: number, forced: boolean) => void;
};

export type Scanner = {
  /** Reads units `from` (inclusive) to `to` (exclusive). Surrogate pairs must not be cut. */
  readonly run: (view: ViewText, from: number, to: number, sink: MatchSink) => void;
  /** The end of the text: decides what waited for the next character. */
  readonly finish: (sink: MatchSink) => void;
  /** Where the oldest open match of a rule that holds text begins; Infinity when there is none. */
  readonly holdStart: () => number;
  /** The same for rules that exempt text. */
  readonly exemptStart: () => number;
  /** The same for every rule. */
  readonly openStart: () => number;
  /** A copy that goes on from here. */
  readonly clone: () => Scanner;
};

/** What the open matches of a pattern do to the text. */
export type ScannerTraits = {
  /** They hold text back. Not so for rules that only watch. */
  readonly holds: boolean;
  /** They may exempt text from other rules. */
  readonly exempts: boolean;
};

export const NOTHING_OPEN = Number.POSITIVE_INFINITY;
