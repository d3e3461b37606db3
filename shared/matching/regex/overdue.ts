// The oldest open match, once it has been held too long: its text counts as a match until it dies.
import { type MatchSink, NOTHING_OPEN } from '../scanner.ts';
import type { State } from './dfa-cache.ts';
import type { Program } from './program.ts';

type Overdue = {
  readonly start: number;
  readonly end: number;
  readonly patterns: readonly number[];
};

export class OverdueMatch {
  readonly #program: Program;
  readonly #maxHoldChars: number;
  #match: Overdue | null = null;

  constructor(program: Program, maxHoldChars: number) {
    this.#program = program;
    this.#maxHoldChars = maxHoldChars;
  }

  /** `open`: where the text is held from; `end`: how far it has been read. */
  follow(open: number, end: number, state: State, sink: MatchSink): void {
    const isOverdue = open !== NOTHING_OPEN && end - open > this.#maxHoldChars;
    if (this.#match !== null && isOverdue && this.#match.start === open) {
      this.#match = { ...this.#match, end };
      return;
    }
    this.report(sink);
    this.#match = isOverdue
      ? { start: open, end, patterns: heldPatterns(state, this.#program) }
      : null;
  }

  report(sink: MatchSink): void {
    if (this.#match === null) return;
    const { start, end, patterns } = this.#match;
    for (const pattern of patterns) sink.match(pattern, start, end, true);
  }

  forget(): void {
    this.#match = null;
  }

  copy(): OverdueMatch {
    const copy = new OverdueMatch(this.#program, this.#maxHoldChars);
    copy.#match = this.#match;
    return copy;
  }
}

/** The patterns that hold text from the oldest start on. */
function heldPatterns({ holdGroup, groupEnd, positions }: State, program: Program): number[] {
  const from = holdGroup === 0 ? 0 : (groupEnd[holdGroup - 1] as number);
  const members = positions.subarray(from, groupEnd[holdGroup]);
  const patterns = new Set(Array.from(members, (position) => program.patternOf[position] ?? 0));
  return [...patterns].filter((pattern) => program.patterns[pattern]?.holds);
}
