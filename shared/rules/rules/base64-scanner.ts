// Finds runs of base64 characters, standard or URL-safe, that are payloads nobody wants.

import {
  type MatchSink,
  NOTHING_OPEN,
  type Scanner,
  type ScannerTraits,
} from '../../matching/scanner.ts';
import { endOf, startOf, type ViewText } from '../../matching/views/view-text.ts';
import { CONTEXT_CHARS } from '../policy.ts';
import type { Payload } from './base64-check.ts';

export type Base64Settings = {
  readonly minLength: number;
  /** So many unwanted payloads of a text are tolerated. */
  readonly maxOccurrences: number;
  readonly isUnwanted: (payload: Payload) => boolean;
  readonly traits: ScannerTraits;
};

const PATTERN = 0;
const IS_BODY = new Uint8Array(0x10000);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  IS_BODY[char.charCodeAt(0)] = 1;
const EQUALS = 0x3d;
const MAX_PADDING = 2;
/** What a payload is shows in its beginning. */
const MAX_KEPT_CHARS = 1 << 16;

export class Base64Scanner implements Scanner {
  readonly #settings: Base64Settings;
  readonly #maxHoldChars: number;
  /** Of the open run; -1 when there is none. */
  #start = -1;
  #length = 0;
  #padding = 0;
  #end = 0;
  #occurrences = 0;
  /** The text before the next unit, as far as it may be needed, and where in it the open run begins. */
  #kept = '';
  #runAt = 0;

  constructor(settings: Base64Settings, maxHoldChars: number) {
    this.#settings = settings;
    this.#maxHoldChars = maxHoldChars;
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    let copied = from;
    for (let at = from; at < to; at++) {
      const isBody = IS_BODY[view.text.charCodeAt(at)] === 1;
      if (isBody && this.#padding === 0 && this.#start >= 0) this.#length++;
      else if (this.#isPadding(view.text.charCodeAt(at))) this.#padding++;
      else if (isBody || this.#start >= 0) {
        this.#keep(view.text.slice(copied, at));
        copied = at;
        this.#close(sink);
        if (isBody) this.#open(startOf(view, at));
      }
      this.#end = endOf(view, at);
      this.#forceOverdue(sink);
    }
    this.#keep(view.text.slice(copied, to));
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
    copy.#kept = this.#kept;
    copy.#runAt = this.#runAt;
    return copy;
  }

  #isPadding(unit: number): boolean {
    return unit === EQUALS && this.#start >= 0 && this.#padding < MAX_PADDING;
  }

  /** The text before the run has been kept already. */
  #open(start: number): void {
    this.#start = start;
    this.#length = 1;
    this.#runAt = this.#kept.length;
  }

  #close(sink: MatchSink): void {
    if (this.#start >= 0 && this.#length >= this.#settings.minLength && this.#isOneTooMany())
      sink.match(PATTERN, this.#start, this.#end, false);
    this.#start = -1;
    this.#length = 0;
    this.#padding = 0;
  }

  #isOneTooMany(): boolean {
    const payload: Payload = {
      text: this.#kept.slice(this.#runAt),
      before: this.#kept.slice(Math.max(0, this.#runAt - CONTEXT_CHARS), this.#runAt),
      length: this.#length + this.#padding,
    };
    return (
      this.#settings.isUnwanted(payload) && ++this.#occurrences > this.#settings.maxOccurrences
    );
  }

  #keep(text: string): void {
    const isOpen = this.#start >= 0;
    const room = isOpen ? this.#runAt + MAX_KEPT_CHARS - this.#kept.length : text.length;
    this.#kept += text.slice(0, room);
    if (!isOpen) this.#kept = this.#kept.slice(-CONTEXT_CHARS);
  }

  #forceOverdue(sink: MatchSink): void {
    if (this.#start < 0 || this.#end - this.#start <= this.#maxHoldChars) return;
    if (this.#settings.traits.holds) sink.match(PATTERN, this.#start, this.#end, true);
  }
}
