// What the scanners of one program share: automaton, scratch memory, and when to do without the automaton.
import { DfaCache } from './dfa-cache.ts';
import type { Program } from './program.ts';
import { Stepper } from './threads.ts';

/** Remembering a step costs so many times a step that is only simulated. */
const CHARS_PER_BUILD = 16;
/** So many steps are remembered before it is asked whether that pays for itself; fewer when it did not before. */
const FIRST_BUILDS = 8192;
const MORE_BUILDS = 4096;
/** How long threads are then simulated directly before the automaton is tried again; doubled each time in a row. */
const DIRECT_CHARS = 1 << 14;
const MAX_DIRECT_CHARS = 1 << 22;

export class RegexEngine {
  readonly program: Program;
  /** Two, so that one can read what the other wrote. */
  readonly steppers: readonly [Stepper, Stepper];
  cache: DfaCache;
  /** Characters still to be read by direct simulation. */
  directChars = 0;
  #charsRead = 0;
  #builds = 0;
  #enoughBuilds = FIRST_BUILDS;
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

  countBuild(): void {
    this.#builds++;
  }

  /**
   * Gives up the automaton for a while when its steps are not used often enough, and starts a new cache when the
   * present one is full. True when it did either; scanners then carry their state over.
   */
  reconsider(uncountedChars: number): boolean {
    if (this.#builds >= this.#enoughBuilds) {
      const chars = this.#charsRead + uncountedChars;
      const pays = chars > this.#builds * CHARS_PER_BUILD;
      this.#builds = 0;
      this.#charsRead = -uncountedChars;
      this.#enoughBuilds = pays ? FIRST_BUILDS : MORE_BUILDS;
      if (pays) this.#nextDirectChars = DIRECT_CHARS;
      else {
        this.directChars = this.#nextDirectChars;
        this.#nextDirectChars = Math.min(MAX_DIRECT_CHARS, this.#nextDirectChars * 2);
        return true;
      }
    }
    if (!this.cache.isFull) return false;
    this.cache = new DfaCache(this.program);
    return true;
  }
}
