// Runs a dictionary over a text in pieces. Every occurrence of every term counts.
import { type MatchSink, NOTHING_OPEN, type Scanner, type ScannerTraits } from '../scanner.ts';
import { endOf, startOf, type ViewText } from '../views/view-text.ts';
import { IS_WORD, learnWordKind, wordKinds } from '../views/word-chars.ts';
import { type DictionaryAutomaton, stateAfter } from './automaton.ts';
import { UnitStarts } from './unit-starts.ts';

/** The scanner's only pattern. */
const PATTERN = 0;

export class DictionaryScanner implements Scanner {
  readonly #automaton: DictionaryAutomaton;
  readonly #traits: ScannerTraits;
  #state = 0;
  #inWord = false;
  #lastEnd = 0;
  /** Where the last units began, for views; in the text as written they stand side by side. */
  #starts: UnitStarts | null = null;

  constructor(automaton: DictionaryAutomaton, traits: ScannerTraits) {
    this.#automaton = automaton;
    this.#traits = traits;
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    if (to <= from) return;
    if (view.starts !== null) this.#runView(view, from, to, sink);
    else if (this.#automaton.wholeWord) this.#runWords(view, from, to, sink);
    else this.#runUnits(view, from, to, sink);
    this.#lastEnd = endOf(view, to - 1);
  }

  finish(sink: MatchSink): void {
    if (this.#automaton.wholeWord && this.#inWord) this.#takeBoundary(this.#lastEnd, sink);
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
    const units = this.#automaton.openUnits[this.#state] as number;
    return units === 0 ? NOTHING_OPEN : this.#startOf(units);
  }

  clone(): DictionaryScanner {
    const copy = new DictionaryScanner(this.#automaton, this.#traits);
    copy.#state = this.#state;
    copy.#inWord = this.#inWord;
    copy.#lastEnd = this.#lastEnd;
    copy.#starts = this.#starts?.copy() ?? null;
    return copy;
  }

  /** Parts of words count, in the text as written. */
  #runUnits({ text, base }: ViewText, from: number, to: number, sink: MatchSink): void {
    const { symbolOf, symbolCount, dense, denseCount, matchUnits } = this.#automaton;
    let state = this.#state;
    for (let at = from; at < to; at++) {
      const symbol = symbolOf[text.charCodeAt(at)] as number;
      state =
        state < denseCount
          ? (dense[state * symbolCount + symbol] as number)
          : stateAfter(this.#automaton, state, symbol);
      const units = matchUnits[state] as number;
      if (units > 0) sink.match(PATTERN, base + at + 1 - units, base + at + 1, false);
    }
    this.#state = state;
  }

  /** Whole words, in the text as written. */
  #runWords({ text, base }: ViewText, from: number, to: number, sink: MatchSink): void {
    const { symbolOf, symbolCount, dense, denseCount, matchUnits, boundary } = this.#automaton;
    let state = this.#state;
    let inWord = this.#inWord;
    for (let at = from; at < to; at++) {
      const unit = text.charCodeAt(at);
      const isWord = (wordKinds[unit] || learnWordKind(unit)) === IS_WORD;
      if (isWord !== inWord) {
        inWord = isWord;
        state =
          state < denseCount
            ? (dense[state * symbolCount + boundary] as number)
            : stateAfter(this.#automaton, state, boundary);
        const units = matchUnits[state] as number;
        if (units > 0) sink.match(PATTERN, base + at - units, base + at, false);
      }
      const symbol = symbolOf[unit] as number;
      state =
        state < denseCount
          ? (dense[state * symbolCount + symbol] as number)
          : stateAfter(this.#automaton, state, symbol);
      const units = matchUnits[state] as number;
      if (units > 0) sink.match(PATTERN, base + at + 1 - units, base + at + 1, false);
    }
    this.#state = state;
    this.#inWord = inWord;
  }

  #runView(view: ViewText, from: number, to: number, sink: MatchSink): void {
    const automaton = this.#automaton;
    this.#starts ??= new UnitStarts(automaton.maxUnits, this.#lastEnd);
    for (let at = from; at < to; at++) {
      const unit = view.text.charCodeAt(at);
      const isWord = (wordKinds[unit] || learnWordKind(unit)) === IS_WORD;
      if (automaton.wholeWord && isWord !== this.#inWord) {
        this.#inWord = isWord;
        this.#takeBoundary(at === 0 ? this.#lastEnd : endOf(view, at - 1), sink);
      }
      this.#state = stateAfter(automaton, this.#state, automaton.symbolOf[unit] as number);
      this.#starts.add(startOf(view, at));
      this.#report(endOf(view, at), sink);
    }
  }

  /** A change between word and non-word characters, after the unit that ends at `end`. */
  #takeBoundary(end: number, sink: MatchSink): void {
    this.#state = stateAfter(this.#automaton, this.#state, this.#automaton.boundary);
    this.#report(end, sink);
  }

  #report(end: number, sink: MatchSink): void {
    const units = this.#automaton.matchUnits[this.#state] as number;
    if (units > 0) sink.match(PATTERN, this.#startOf(units), end, false);
  }

  /** Where the unit `units` before the next one begins. */
  #startOf(units: number): number {
    return this.#starts === null ? this.#lastEnd - units : this.#starts.at(units);
  }
}
