// Runs a dictionary over a text in pieces. Every occurrence of every term counts.
import { type MatchSink, NOTHING_OPEN, type Scanner, type ScannerTraits } from '../scanner.ts';
import { endOf, startOf, type ViewText } from '../views/view-text.ts';
import { isWordUnit } from '../views/word-chars.ts';
import type { DictionaryAutomaton } from './automaton.ts';

/** The scanner's only pattern. */
const PATTERN = 0;

export class DictionaryScanner implements Scanner {
  readonly #automaton: DictionaryAutomaton;
  readonly #traits: ScannerTraits;
  /** Where each of the last symbols began, by count modulo its length (a power of two). */
  readonly #begins: Int32Array;
  #symbols = 0;
  #state = 0;
  #inWord = false;
  #lastEnd = 0;

  constructor(automaton: DictionaryAutomaton, traits: ScannerTraits) {
    this.#automaton = automaton;
    this.#traits = traits;
    this.#begins = new Int32Array(2 ** Math.ceil(Math.log2(automaton.maxLength + 1)));
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    if (to <= from) return;
    if (this.#automaton.wholeWord) this.#runWords(view, from, to, sink);
    else this.#runUnits(view, from, to, sink);
    this.#lastEnd = endOf(view, to - 1);
  }

  finish(sink: MatchSink): void {
    if (this.#automaton.wholeWord && this.#inWord)
      this.#takeBoundary(this.#lastEnd, this.#lastEnd, sink);
    this.#state = 0;
    this.#inWord = false;
  }

  holdStart(): number {
    return this.#traits.holds ? this.openStart() : NOTHING_OPEN;
  }

  exemptStart(): number {
    return this.#traits.exempts ? this.openStart() : NOTHING_OPEN;
  }

  openStart(): number {
    const open = this.#automaton.openLength[this.#state] as number;
    return open === 0 ? NOTHING_OPEN : this.#beginOf(open);
  }

  clone(): DictionaryScanner {
    const copy = new DictionaryScanner(this.#automaton, this.#traits);
    copy.#begins.set(this.#begins);
    copy.#symbols = this.#symbols;
    copy.#state = this.#state;
    copy.#inWord = this.#inWord;
    copy.#lastEnd = this.#lastEnd;
    return copy;
  }

  #runUnits(view: ViewText, from: number, to: number, sink: MatchSink): void {
    const automaton = this.#automaton;
    const { symbolOf, matchLength } = automaton;
    const { text } = view;
    for (let at = from, state = this.#state; at < to; at++) {
      const symbol = symbolOf[text.charCodeAt(at)] as number;
      state = symbol === 0 ? 0 : childOf(automaton, state, symbol);
      this.#state = state;
      if (state === 0) continue;
      this.#begin(startOf(view, at));
      const length = matchLength[state] as number;
      if (length > 0) sink.match(PATTERN, this.#beginOf(length), endOf(view, at), false);
    }
  }

  #runWords(view: ViewText, from: number, to: number, sink: MatchSink): void {
    const automaton = this.#automaton;
    const { symbolOf, matchLength } = automaton;
    const { text } = view;
    for (let at = from, state = this.#state; at < to; at++) {
      const unit = text.charCodeAt(at);
      if (isWordUnit(unit) !== this.#inWord) {
        this.#cross(view, at, sink);
        state = this.#state;
      }
      const symbol = symbolOf[unit] as number;
      state = symbol === 0 ? 0 : childOf(automaton, state, symbol);
      this.#state = state;
      if (state === 0) continue;
      this.#begin(startOf(view, at));
      const length = matchLength[state] as number;
      if (length > 0) sink.match(PATTERN, this.#beginOf(length), endOf(view, at), false);
    }
  }

  /** A change between word and non-word characters, before the unit at `at`. */
  #cross(view: ViewText, at: number, sink: MatchSink): void {
    this.#inWord = !this.#inWord;
    const end = view.ends === null || at === 0 ? this.#endBefore(view, at) : endOf(view, at - 1);
    this.#takeBoundary(startOf(view, at), end, sink);
  }

  #endBefore(view: ViewText, at: number): number {
    return view.ends === null ? view.base + at : this.#lastEnd;
  }

  #takeBoundary(start: number, end: number, sink: MatchSink): void {
    this.#state = childOf(this.#automaton, this.#state, this.#automaton.boundary);
    if (this.#state === 0) return;
    this.#begin(start);
    const length = this.#automaton.matchLength[this.#state] as number;
    if (length > 0) sink.match(PATTERN, this.#beginOf(length), end, false);
  }

  #begin(start: number): void {
    this.#begins[this.#symbols++ & (this.#begins.length - 1)] = start;
  }

  /** Where the symbol `length` symbols back began. */
  #beginOf(length: number): number {
    return this.#begins[(this.#symbols - length) & (this.#begins.length - 1)] as number;
  }
}

/** The state after one more symbol; 0 when no term begins so. */
function childOf({ base, check, fail }: DictionaryAutomaton, from: number, symbol: number): number {
  let state = from;
  for (;;) {
    const child = (base[state] as number) + symbol;
    if (check[child] === state + 1) return child;
    if (state === 0) return 0;
    state = fail[state] as number;
  }
}
