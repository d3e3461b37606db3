// The automaton of a program, made deterministic while it is used.
//
// States are thread lists, remembered with their transitions until a budget is spent.
import type { Program } from './program.ts';
import type { Stepper, Threads } from './threads.ts';

/** Table entries (4 bytes each) and remembered positions, after which a cache is given up. */
const MAX_TABLE_ENTRIES = 1 << 21;
const MAX_POSITIONS = 1 << 20;
const FIRST_STATES = 64;

export type State = Threads & {
  /** The oldest group with a thread that holds text back, or that exempts text; -1 when there is none. */
  readonly holdGroup: number;
  readonly exemptGroup: number;
};

/** What a transition does to the list of starts, and which matches end at it. */
export type StateAction = {
  readonly next: number;
  /** Groups that end at the old side: the list loses `drop` in front, and is cut to `keep`. */
  readonly drop: number;
  readonly keep: number;
  /** For the rare transition that loses groups in between: new group → old group. */
  readonly map: Int32Array | null;
  /** Whether a group starts at the character read. */
  readonly push: boolean;
  readonly endedBefore: readonly number[] | null;
  readonly endedAfter: readonly number[] | null;
};

/**
 * Actions that only change the list of starts, as numbers for the inner loop: bit 0 push, 12 bits drop, the rest keep.
 * COMPLEX stands for all others.
 */
const COMPLEX = -1;
const MAX_SIMPLE = 4095;

export class DfaCache {
  /** `state + class` → 0: not known yet; > 0: the next state; < 0: `actions[-entry]`, then its state. */
  table: Int32Array;
  readonly actions: StateAction[] = [];
  /** Per action: the simple form of it, and its next state. */
  readonly simple: number[] = [];
  readonly nextOf: number[] = [];
  readonly stride: number;
  readonly program: Program;

  readonly #states: State[] = [];
  readonly #ids = new Map<string, number>();
  readonly #actionIds = new Map<string, number>();
  #storedPositions = 0;

  constructor(program: Program) {
    this.program = program;
    this.stride = program.alphabet.classCount;
    this.table = new Int32Array(this.stride * FIRST_STATES);
    const none: Threads = { ...NO_THREADS, before: program.startKind };
    // State 0 and action 0 are never used: a zero in the table means "not known yet".
    this.#states.push(describe(none, program));
    this.#addAction({ ...PLAIN, next: 0 });
    this.intern(none);
  }

  /** The state before the first character. */
  get start(): number {
    return this.stride;
  }

  get stateCount(): number {
    return this.#states.length - 1;
  }

  get isFull(): boolean {
    return (
      this.#storedPositions > MAX_POSITIONS ||
      (this.#states.length + 1) * this.stride > MAX_TABLE_ENTRIES
    );
  }

  stateAt(id: number): State {
    return this.#states[id / this.stride] as State;
  }

  /** The number of the state with these threads; positions within a group may be in any order. */
  intern(threads: Threads): number {
    const positions = sortedGroups(threads);
    const groupEnd = threads.groupEnd.slice(0, threads.groupCount);
    const key =
      unitsOf([threads.before, threads.groupCount]) + unitsOf(groupEnd) + unitsOf(positions);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#states.length * this.stride;
    const { groupCount, before } = threads;
    this.#states.push(describe({ positions, groupEnd, groupCount, before }, this.program));
    this.#ids.set(key, id);
    this.#storedPositions += positions.length + 8;
    if (id + this.stride > this.table.length) this.#grow();
    return id;
  }

  /** Computes, stores and returns the table entry of a transition. */
  build(stepper: Stepper, state: number, cls: number): number {
    const from = this.stateAt(state);
    stepper.step(from, cls);
    const next = this.intern(stepper);
    const action = actionOf(stepper, from.groupCount, next);
    const entry = action === null ? next : -this.#actionId(action);
    this.table[state + cls] = entry;
    return entry;
  }

  #actionId(action: StateAction): number {
    const key = keyOf(action);
    let id = this.#actionIds.get(key);
    if (id === undefined) {
      id = this.#addAction(action);
      this.#actionIds.set(key, id);
    }
    return id;
  }

  #addAction(action: StateAction): number {
    this.simple.push(simpleForm(action));
    this.nextOf.push(action.next);
    return this.actions.push(action) - 1;
  }

  #grow(): void {
    const table = new Int32Array(this.table.length * 2);
    table.set(this.table);
    this.table = table;
  }
}

/** A short key of numbers below 65,536, which a policy's positions are. */
const unitsOf = (numbers: ArrayLike<number>): string =>
  String.fromCharCode.apply(null, numbers as number[]);

const keyOf = ({ next, drop, keep, map, push, endedBefore, endedAfter }: StateAction): string =>
  `${next},${drop},${keep},${push ? 1 : 0};${map ?? ''};${endedBefore ?? ''};${endedAfter ?? ''}`;

const NO_THREADS = { positions: new Int32Array(0), groupEnd: new Int32Array(0), groupCount: 0 };
const PLAIN = { drop: 0, keep: 0, map: null, push: false, endedBefore: null, endedAfter: null };

function simpleForm({ map, endedBefore, endedAfter, keep, drop, push }: StateAction): number {
  const isSimple = map === null && endedBefore === null && endedAfter === null;
  if (!isSimple || keep > MAX_SIMPLE || drop > MAX_SIMPLE) return COMPLEX;
  return (keep << 13) | (drop << 1) | (push ? 1 : 0);
}

function sortedGroups(threads: Threads): Int32Array {
  const total = threads.groupCount === 0 ? 0 : (threads.groupEnd[threads.groupCount - 1] as number);
  const positions = threads.positions.slice(0, total);
  let start = 0;
  for (let group = 0; group < threads.groupCount; group++) {
    const end = threads.groupEnd[group] as number;
    if (end - start > 1) positions.subarray(start, end).sort();
    start = end;
  }
  return positions;
}

export function describe(threads: Threads, program: Program): State {
  return {
    positions: threads.positions,
    groupEnd: threads.groupEnd,
    groupCount: threads.groupCount,
    before: threads.before,
    holdGroup: oldestGroup(threads, program, 'holds'),
    exemptGroup: oldestGroup(threads, program, 'exempts'),
  };
}

/** The oldest group with a thread of a pattern that has the trait; -1 when there is none. */
function oldestGroup(threads: Threads, program: Program, trait: 'holds' | 'exempts'): number {
  let start = 0;
  for (let group = 0; group < threads.groupCount; group++) {
    const end = threads.groupEnd[group] as number;
    for (let i = start; i < end; i++) {
      const pattern = program.patternOf[threads.positions[i] as number] as number;
      if (program.patterns[pattern]?.[trait]) return group;
    }
    start = end;
  }
  return -1;
}

/** Null when the transition leaves the list of starts as it is and no match ends. */
function actionOf(stepper: Stepper, oldGroups: number, next: number): StateAction | null {
  const { cameFrom, groupCount } = stepper;
  const push = groupCount > 0 && cameFrom[groupCount - 1] === -1;
  const keep = push ? groupCount - 1 : groupCount;
  const drop = keep > 0 ? (cameFrom[0] as number) : 0;
  const isRun = keep === 0 || cameFrom[keep - 1] === drop + keep - 1;
  const endedBefore = stepper.endedBefore.length > 0 ? stepper.endedBefore.slice() : null;
  const endedAfter = stepper.endedAfter.length > 0 ? stepper.endedAfter.slice() : null;
  if (keep === oldGroups && !push && endedBefore === null && endedAfter === null) return null;
  const map = isRun ? null : cameFrom.slice(0, keep);
  return { next, drop, keep, map, push, endedBefore, endedAfter };
}
