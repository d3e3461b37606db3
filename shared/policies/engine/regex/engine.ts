// What the scanners of one program share: automaton, scratch memory, and when to do without the automaton.
import { DfaCache } from './dfa-cache.ts';
import type { Program } from './program.ts';
import { Stepper } from './threads.ts';

/** A cache that was filled by fewer characters than this per state did not pay for itself. */
const MIN_CHARS_PER_STATE = 10;
/** How long threads are then simulated directly before the automaton is tried again; doubled each time in a row. */
const DIRECT_CHARS = 1 << 16;
const MAX_DIRECT_CHARS = 1 << 24;

export class RegexEngine {
  readonly program: Program;
  /** Two, so that one can read what the other wrote. */
  readonly steppers: readonly [Stepper, Stepper];
  cache: DfaCache;
  /** Characters still to be read by direct simulation. */
  directChars = 0;
  #charsRead = 0;
  #nextDirectChars = DIRECT_CHARS;

  constructor(program: Program) {
    this.program = program;
    this.steppers = [new Stepper(program), new Stepper(program)];
    this.cache = new DfaCache(program);
  }

  countRead(chars: number): void {
    this.#charsRead += chars;
    if (this.directChars > 0) this.directChars = Math.max(0, this.directChars - chars);
  }

  /** Starts a new cache when the present one is full. True when it did; scanners then carry their state over. */
  renewIfFull(): boolean {
    if (!this.cache.isFull) return false;
    if (this.#charsRead < this.cache.stateCount * MIN_CHARS_PER_STATE) {
      this.directChars = this.#nextDirectChars;
      this.#nextDirectChars = Math.min(MAX_DIRECT_CHARS, this.#nextDirectChars * 2);
    } else this.#nextDirectChars = DIRECT_CHARS;
    this.#charsRead = 0;
    this.cache = new DfaCache(this.program);
    return true;
  }
}
