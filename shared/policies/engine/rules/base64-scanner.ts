// Finds maximal runs of base64 characters, standard or URL-safe, with their padding.
import { type MatchSink, NOTHING_OPEN, type Scanner, type ScannerTraits } from '../scanner.ts';
import { endOf, startOf, type ViewText } from '../views/view-text.ts';

export type Base64Settings = {
  readonly minLength: number;
  /** So many runs of a text are tolerated. */
  readonly maxOccurrences: number;
  readonly traits: ScannerTraits;
};

const PATTERN = 0;
const IS_BODY = new Uint8Array(0x10000);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  IS_BODY[char.charCodeAt(0)] = 1;
const EQUALS = 0x3d;
const MAX_PADDING = 2;

export class Base64Scanner implements Scanner {
  readonly #settings: Base64Settings;
  readonly #maxHoldChars: number;
  /** Of the open run; -1 when there is none. */
  #start = -1;
  #length = 0;
  #padding = 0;
  #end = 0;
  #occurrences = 0;

  constructor(settings: Base64Settings, maxHoldChars: number) {
    this.#settings = settings;
    this.#maxHoldChars = maxHoldChars;
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    for (let at = from; at < to; at++) {
      const unit = view.text.charCodeAt(at);
      if (IS_BODY[unit] === 1 && this.#padding === 0) this.#extend(startOf(view, at));
      else if (unit === EQUALS && this.#start >= 0 && this.#padding < MAX_PADDING) this.#padding++;
      else {
        this.#close(sink);
        if (IS_BODY[unit] === 1) this.#extend(startOf(view, at));
      }
      this.#end = endOf(view, at);
      this.#forceOverdue(sink);
    }
  }

  finish(sink: MatchSink): void {
    this.#close(sink);
  }

  holdStart(): number {
    return this.#settings.traits.holds ? this.openStart() : NOTHING_OPEN;
  }

  exemptStart(): number {
    return this.#settings.traits.exempts ? this.openStart() : NOTHING_OPEN;
  }

  openStart(): number {
    return this.#start < 0 ? NOTHING_OPEN : this.#start;
  }

  clone(): Base64Scanner {
    const copy = new Base64Scanner(this.#settings, this.#maxHoldChars);
    copy.#start = this.#start;
    copy.#length = this.#length;
    copy.#padding = this.#padding;
    copy.#end = this.#end;
    copy.#occurrences = this.#occurrences;
    return copy;
  }

  #extend(start: number): void {
    if (this.#start < 0) this.#start = start;
    this.#length++;
  }

  #close(sink: MatchSink): void {
    if (this.#start >= 0 && this.#length >= this.#settings.minLength && this.#isOneTooMany())
      sink.match(PATTERN, this.#start, this.#end, false);
    this.#start = -1;
    this.#length = 0;
    this.#padding = 0;
  }

  #isOneTooMany(): boolean {
    return ++this.#occurrences > this.#settings.maxOccurrences;
  }

  #forceOverdue(sink: MatchSink): void {
    if (this.#start < 0 || this.#end - this.#start <= this.#maxHoldChars) return;
    if (this.#settings.traits.holds) sink.match(PATTERN, this.#start, this.#end, true);
  }
}
