// Runs a program over a text in pieces: one table look-up per character, and exact starts of everything open.
import { type MatchSink, NOTHING_OPEN, type Scanner } from '../scanner.ts';
import {
  endOf,
  isHighSurrogate,
  isLowSurrogate,
  startOf,
  unitEndingAfter,
  type ViewText,
} from '../views/view-text.ts';
import { type DfaCache, describe, type State, type StateAction } from './dfa-cache.ts';
import type { RegexEngine } from './engine.ts';
import { OverdueMatch } from './overdue.ts';
import { Starts } from './starts.ts';
import { copyOf, type Stepper, type Threads } from './threads.ts';

export class RegexScanner implements Scanner {
  readonly #engine: RegexEngine;
  /** An open match that is longer counts as a match. */
  readonly #maxHoldChars: number;
  #cache: DfaCache;
  #stateId: number;
  /** Set while threads are simulated without the automaton. */
  #threads: State | null = null;
  #starts = new Starts();
  #lastEnd = 0;
  #overdue: OverdueMatch;

  constructor(engine: RegexEngine, maxHoldChars: number) {
    this.#engine = engine;
    this.#maxHoldChars = maxHoldChars;
    this.#cache = engine.cache;
    this.#stateId = engine.cache.start;
    this.#overdue = new OverdueMatch(engine.program, maxHoldChars);
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    let at = from;
    while (at < to) {
      const next = this.#runSome(view, at, this.#limit(view, at, to), sink);
      this.#engine.countRead(next - at);
      at = next;
      this.#lastEnd = endOf(view, at - 1);
      this.#overdue.follow(this.holdStart(), this.#lastEnd, this.#current(), sink);
    }
    this.#overdue.report(sink);
  }

  finish(sink: MatchSink): void {
    const ended = this.#engine.steppers[0].finish(this.#current());
    this.#report(ended, this.#lastEnd, this.#lastEnd, sink);
    this.#starts.trim(0, 0, -1);
    this.#overdue.forget();
    this.#threads = null;
    this.#cache = this.#engine.cache;
    this.#stateId = this.#cache.start;
  }

  holdStart(): number {
    const { holdGroup } = this.#current();
    return holdGroup < 0 ? NOTHING_OPEN : this.#starts.at(holdGroup);
  }

  exemptStart(): number {
    const { exemptGroup } = this.#current();
    return exemptGroup < 0 ? NOTHING_OPEN : this.#starts.at(exemptGroup);
  }

  openStart(): number {
    return this.#current().groupCount === 0 ? NOTHING_OPEN : this.#starts.at(0);
  }

  clone(): RegexScanner {
    const copy = new RegexScanner(this.#engine, this.#maxHoldChars);
    copy.#cache = this.#cache;
    copy.#stateId = this.#stateId;
    copy.#threads = this.#threads;
    copy.#starts = this.#starts.copy();
    copy.#lastEnd = this.#lastEnd;
    copy.#overdue = this.#overdue.copy();
    return copy;
  }

  #current(): State {
    return this.#threads ?? this.#cache.stateAt(this.#stateId);
  }

  /** Where to look up from reading: the unit at which the oldest open match would be held too long. */
  #limit(view: ViewText, at: number, to: number): number {
    const open = this.holdStart();
    if (open === NOTHING_OPEN || this.#maxHoldChars === NOTHING_OPEN) return to;
    return Math.min(to, unitEndingAfter(view, at, to, open + this.#maxHoldChars) + 1);
  }

  #runSome(view: ViewText, from: number, limit: number, sink: MatchSink): number {
    this.#carryOver();
    if (this.#engine.directChars > 0) return this.#runDirectly(view, from, limit, sink);
    return this.#runTable(view, from, limit, sink);
  }

  /** Follows the engine to its present cache, and out of or into direct simulation. */
  #carryOver(): void {
    const engine = this.#engine;
    if (engine.directChars > 0) {
      this.#threads ??= this.#cache.stateAt(this.#stateId);
      return;
    }
    if (this.#threads === null && this.#cache === engine.cache) return;
    const threads = this.#current();
    this.#threads = null;
    this.#cache = engine.cache;
    this.#stateId = engine.cache.intern(threads);
  }

  #runTable(view: ViewText, from: number, limit: number, sink: MatchSink): number {
    const { text } = view;
    let at = from;
    for (;;) {
      at = this.#runFast(view, at, limit);
      if (at >= limit) return at;
      const cls = this.#engine.program.alphabet.unitClass[text.charCodeAt(at)] as number;
      const entry = this.#cache.table[this.#stateId + cls] as number;
      if (entry < 0) {
        const action = this.#cache.actions[-entry] as StateAction;
        this.#apply(action, view, at, 1, sink);
        this.#stateId = action.next;
        at++;
      } else {
        if (this.#engine.reconsider(at - from))
          return at === from ? this.#runSome(view, from, limit, sink) : at;
        at += this.#stepSlowly(view, at, sink);
      }
    }
  }

  /** The inner loop: known transitions during which no match ends. Returns where it had to stop. */
  #runFast(view: ViewText, from: number, limit: number): number {
    const { unitClass } = this.#engine.program.alphabet;
    const { table, simple, nextOf } = this.#cache;
    const { text, base, starts } = view;
    const open = this.#starts;
    let state = this.#stateId;
    let at = from;
    for (; at < limit; at++) {
      const entry = table[state + (unitClass[text.charCodeAt(at)] as number)] as number;
      if (entry > 0) {
        state = entry;
        continue;
      }
      const action = simple[-entry] as number;
      if (action < 0 || entry === 0) break;
      const keep = action >> 13;
      open.head = keep === 0 ? 0 : open.head + ((action >> 1) & 4095);
      if ((action & 1) === 1) {
        if (open.head + keep >= open.values.length) open.makeRoom(keep);
        open.values[open.head + keep] = starts === null ? base + at : (starts[at] as number);
      }
      state = nextOf[-entry] as number;
    }
    this.#stateId = state;
    return at;
  }

  /** A transition that is not in the table, or a character of two units. Returns the units read. */
  #stepSlowly(view: ViewText, at: number, sink: MatchSink): number {
    const units = unitsAt(view.text, at);
    const cls = this.#engine.program.alphabet.classOf(view.text.codePointAt(at) ?? 0);
    let entry = this.#cache.table[this.#stateId + cls] as number;
    if (entry === 0) {
      entry = this.#cache.build(this.#engine.steppers[0], this.#stateId, cls);
      this.#engine.countBuild();
    }
    const action = entry < 0 ? this.#cache.actions[-entry] : undefined;
    if (action !== undefined) this.#apply(action, view, at, units, sink);
    this.#stateId = action === undefined ? entry : action.next;
    return units;
  }

  /** Simulates the threads, state by state, without remembering anything. */
  #runDirectly(view: ViewText, from: number, limit: number, sink: MatchSink): number {
    const { steppers, program, directChars } = this.#engine;
    const end = Math.min(limit, from + directChars);
    let threads: Threads = this.#current();
    let at = from;
    for (let turn = 0; at < end; turn ^= 1) {
      const stepper = steppers[turn] as Stepper;
      const units = unitsAt(view.text, at);
      stepper.step(threads, program.alphabet.classOf(view.text.codePointAt(at) ?? 0));
      this.#applyStep(stepper, view, at, units, sink);
      threads = stepper;
      at += units;
    }
    this.#threads = describe(copyOf(threads), program);
    return at;
  }

  #applyStep(stepper: Stepper, view: ViewText, at: number, units: number, sink: MatchSink): void {
    const { cameFrom, groupCount, endedBefore, endedAfter } = stepper;
    const start = startOf(view, at);
    if (endedBefore.length > 0) this.#report(endedBefore, start, this.#endBefore(view, at), sink);
    if (endedAfter.length > 0) this.#report(endedAfter, start, endOf(view, at + units - 1), sink);
    const pushes = groupCount > 0 && cameFrom[groupCount - 1] === -1;
    this.#starts.select(cameFrom, pushes ? groupCount - 1 : groupCount, pushes ? start : -1);
  }

  #apply(action: StateAction, view: ViewText, at: number, units: number, sink: MatchSink): void {
    const start = startOf(view, at);
    if (action.endedBefore !== null)
      this.#report(action.endedBefore, start, this.#endBefore(view, at), sink);
    if (action.endedAfter !== null)
      this.#report(action.endedAfter, start, endOf(view, at + units - 1), sink);
    const pushed = action.push ? start : -1;
    if (action.map === null) this.#starts.trim(action.drop, action.keep, pushed);
    else this.#starts.select(action.map, action.keep, pushed);
  }

  #endBefore(view: ViewText, at: number): number {
    return view.ends === null || at === 0 ? this.#carriedEnd(view, at) : endOf(view, at - 1);
  }

  #carriedEnd(view: ViewText, at: number): number {
    return view.ends === null ? view.base + at : this.#lastEnd;
  }

  #report(ended: readonly number[], newStart: number, end: number, sink: MatchSink): void {
    for (let i = 0; i < ended.length; i += 2) {
      const group = ended[i + 1] as number;
      const start = group < 0 ? newStart : this.#starts.at(group);
      sink.match(ended[i] as number, start, end, false);
    }
  }
}

function unitsAt(text: string, at: number): number {
  return isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 1;
}
