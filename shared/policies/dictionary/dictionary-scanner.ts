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
      this.#take(this.#automaton.boundary, this.#lastEnd, this.#lastEnd, sink);
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
    const { symbolOf } = this.#automaton;
    const { text } = view;
    for (let at = from; at < to; at++) {
      const symbol = symbolOf[text.charCodeAt(at)] as number;
      if (symbol === 0) this.#state = 0;
      else this.#take(symbol, startOf(view, at), endOf(view, at), sink);
    }
  }

  #runWords(view: ViewText, from: number, to: number, sink: MatchSink): void {
    const { symbolOf, boundary } = this.#automaton;
    const { text } = view;
    let previousEnd = this.#lastEnd;
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      const start = startOf(view, at);
      const isWord = isWordUnit(unit);
      if (isWord !== this.#inWord) {
        this.#inWord = isWord;
        this.#take(boundary, start, previousEnd, sink);
      }
      previousEnd = endOf(view, at);
      const symbol = symbolOf[unit] as number;
      if (symbol === 0) this.#state = 0;
      else this.#take(symbol, start, previousEnd, sink);
    }
  }

  /** One symbol. `end`: where a term that ends with it ends. */
  #take(symbol: number, start: number, end: number, sink: MatchSink): void {
    const { base, check, fail, matchLength } = this.#automaton;
    let state = this.#state;
    let child = (base[state] as number) + symbol;
    while (check[child] !== state + 1) {
      if (state === 0) {
        this.#state = 0;
        return;
      }
      state = fail[state] as number;
      child = (base[state] as number) + symbol;
    }
    this.#state = child;
    this.#begins[this.#symbols++ & (this.#begins.length - 1)] = start;
    const length = matchLength[child] as number;
    if (length > 0) sink.match(PATTERN, this.#beginOf(length), end, false);
  }

  /** Where the symbol `length` symbols back began. */
  #beginOf(length: number): number {
    return this.#begins[(this.#symbols - length) & (this.#begins.length - 1)] as number;
  }
}
