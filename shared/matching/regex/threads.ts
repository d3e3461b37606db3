// One step of all patterns at once: threads in groups by the place where they started, oldest first.
//
// A position is kept only in the oldest group that reaches it: both threads have the same future, and the older
// one wins (leftmost). Once a thread of a leftmost-longest pattern has matched, the pattern's younger threads are
// dropped: they lie inside the match, or inside the longer one that an older thread may still make. So are those
// that a thread covers: they end when it ends, or lie inside its match.
import { EDGE, holds, rowOf } from './condition.ts';
import type { Program } from './program.ts';

/** Threads between two characters. Group g holds positions[groupEnd[g - 1] … groupEnd[g]). */
export type Threads = {
  readonly positions: Int32Array;
  readonly groupEnd: Int32Array;
  readonly groupCount: number;
  /** Kind of the character before. */
  readonly before: number;
};

/** A copy that outlives the scratch memory it was in. */
export function copyOf({ positions, groupEnd, groupCount, before }: Threads): Threads {
  const used = groupCount === 0 ? 0 : (groupEnd[groupCount - 1] as number);
  return {
    positions: positions.slice(0, used),
    groupEnd: groupEnd.slice(0, groupCount),
    groupCount,
    before,
  };
}

/** Matches that end here: pattern and group, flat. */
export type Accepts = number[];

/** Scratch for steps; its outputs are valid until the next step. */
export class Stepper {
  readonly program: Program;
  readonly positions: Int32Array;
  readonly groupEnd: Int32Array;
  /** New group → old group; -1 for the group that starts at the character just read. */
  readonly cameFrom: Int32Array;
  groupCount = 0;
  before = 0;
  /** Matches that end before the character just read, and after it; groups as in `from`, -1 for the new one. */
  readonly endedBefore: Accepts = [];
  readonly endedAfter: Accepts = [];

  readonly #hasKinds: boolean;
  readonly #seen: Int32Array;
  readonly #closedBefore: Int32Array;
  readonly #closedAfter: Int32Array;
  #stamp = 0;
  #length = 0;
  #groupStart = 0;

  constructor(program: Program) {
    this.program = program;
    this.#hasKinds = program.hasAssertions;
    this.positions = new Int32Array(program.positionCount);
    this.groupEnd = new Int32Array(program.positionCount + 1);
    this.cameFrom = new Int32Array(program.positionCount + 1);
    this.#seen = new Int32Array(program.positionCount);
    this.#closedBefore = new Int32Array(program.patterns.length);
    this.#closedAfter = new Int32Array(program.patterns.length);
  }

  step(from: Threads, cls: number): void {
    const kind = this.program.alphabet.kindOf[cls] as number;
    this.#reset(kind);
    let start = 0;
    for (let group = 0; group < from.groupCount; group++) {
      const end = from.groupEnd[group] as number;
      // Without assertions, nothing waits for the character after it.
      if (this.#hasKinds) this.#endBefore(from, start, end, group, kind);
      this.#advance(from, start, end, cls, kind);
      if (this.#length > this.#groupStart) this.#closeGroup(group);
      if (this.endedBefore.length > 0) this.#sealEnded(this.endedBefore, this.#closedBefore, group);
      start = end;
    }
    this.#begin(from.before, cls, kind);
    if (this.#length > this.#groupStart) this.#closeGroup(-1);
  }

  /** The matches that end at the end of the text. */
  finish(from: Threads): Accepts {
    this.#reset(EDGE);
    let start = 0;
    for (let group = 0; group < from.groupCount; group++) {
      const end = from.groupEnd[group] as number;
      this.#endBefore(from, start, end, group, EDGE);
      this.#sealEnded(this.endedBefore, this.#closedBefore, group);
      start = end;
    }
    return this.endedBefore;
  }

  #reset(kind: number): void {
    this.#stamp++;
    this.#length = 0;
    this.#groupStart = 0;
    this.groupCount = 0;
    this.before = kind;
    // Emptying a list that is empty costs more than asking.
    if (this.endedBefore.length > 0) this.endedBefore.length = 0;
    if (this.endedAfter.length > 0) this.endedAfter.length = 0;
  }

  /** Assertions at the end of a pattern are decided by the character that follows. */
  #endBefore(from: Threads, start: number, end: number, group: number, kind: number): void {
    const { accept, patternOf } = this.program;
    for (let i = start; i < end; i++) {
      const position = from.positions[i] as number;
      const row = rowOf(accept[position] as number, from.before);
      if (row === 0 || row === 15 || ((row >> kind) & 1) === 0) continue;
      this.#end(this.endedBefore, this.#closedBefore, patternOf[position] as number, group);
    }
  }

  /** Notes a match once per pattern and group. */
  #end(list: Accepts, closed: Int32Array, pattern: number, group: number): void {
    if (closed[pattern] === this.#stamp) return;
    for (let i = list.length - 2; i >= 0 && list[i + 1] === group; i -= 2)
      if (list[i] === pattern) return;
    list.push(pattern, group);
  }

  #sealEnded(list: Accepts, closed: Int32Array, group: number): void {
    for (let i = list.length - 2; i >= 0 && list[i + 1] === group; i -= 2) {
      const pattern = list[i] as number;
      if (this.program.patterns[pattern]?.leftmostLongest) closed[pattern] = this.#stamp;
    }
  }

  /** Inner loop of the direct simulation: everything it reads is at hand. */
  #advance(from: Threads, start: number, end: number, cls: number, kind: number): void {
    const { followStart, followTo, followIf, setOf, alphabet, patternOf } = this.program;
    const { member, classCount } = alphabet;
    const seen = this.#seen;
    const stamp = this.#stamp;
    const hasKinds = this.#hasKinds;
    let length = this.#length;
    for (let i = start; i < end; i++) {
      const position = from.positions[i] as number;
      if (hasKinds && this.#closedBefore[patternOf[position] as number] === stamp) continue;
      const last = followStart[position + 1] as number;
      for (let e = followStart[position] as number; e < last; e++) {
        const to = followTo[e] as number;
        if (member[(setOf[to] as number) * classCount + cls] !== 1 || seen[to] === stamp) continue;
        if (hasKinds && !holds(followIf[e] as number, from.before, kind)) continue;
        seen[to] = stamp;
        if (this.#mayGoOn(to, kind)) this.positions[length++] = to;
      }
    }
    this.#length = length;
  }

  #mayGoOn(position: number, kind: number): boolean {
    const { alive, patternOf } = this.program;
    return (
      (((alive[position] as number) >> kind) & 1) === 1 &&
      this.#closedAfter[patternOf[position] as number] !== this.#stamp
    );
  }

  #begin(before: number, cls: number, kind: number): void {
    const to = this.program.firstTo[cls];
    const conditions = this.program.firstIf[cls];
    if (to === undefined || conditions === undefined) return;
    for (let i = 0; i < to.length; i++)
      if (holds(conditions[i] as number, before, kind)) this.#add(to[i] as number, kind);
  }

  #add(position: number, kind: number): void {
    if (this.#seen[position] === this.#stamp) return;
    this.#seen[position] = this.#stamp;
    if (this.#mayGoOn(position, kind)) this.positions[this.#length++] = position;
  }

  /**
   * Ends the group under construction: notes its matches, and keeps the threads that have a future. A match that
   * cannot grow needs no thread, and so holds nothing back.
   */
  #closeGroup(oldGroup: number): void {
    const { accept, patternOf, future, covers, patterns } = this.program;
    const { before, positions } = this;
    let kept = this.#groupStart;
    for (let i = this.#groupStart; i < this.#length; i++) {
      const position = positions[i] as number;
      const ends = accept[position] as number;
      if (ends !== 0 && rowOf(ends, before) === 15)
        this.#end(this.endedAfter, this.#closedAfter, patternOf[position] as number, oldGroup);
      if ((((future[position] as number) >> before) & 1) === 0) continue;
      positions[kept++] = position;
      const pattern = patternOf[position] as number;
      if (covers[position] === 1 && patterns[pattern]?.leftmostLongest)
        this.#closedAfter[pattern] = this.#stamp;
    }
    if (this.endedAfter.length > 0) this.#sealEnded(this.endedAfter, this.#closedAfter, oldGroup);
    if (kept > this.#groupStart) {
      this.groupEnd[this.groupCount] = kept;
      this.cameFrom[this.groupCount] = oldGroup;
      this.groupCount++;
    }
    this.#length = kept;
    this.#groupStart = kept;
  }
}
