// Reads a channel's text in pieces of any size and writes what may be released: the exact hold-back.
//
// A character is held while some continuation could put it inside a redacted span, and no longer. Nothing depends on
// how the text was cut: whatever is decided is decided at a character, not at the end of a piece.

import { NOTHING_OPEN } from '../../matching/scanner.ts';
import type { Normalizer } from '../../matching/views/normalizer.ts';
import { isHighSurrogate, isLowSurrogate } from '../../matching/views/view-text.ts';
import { Judge } from '../judge.ts';
import type { TextBuffer } from '../match-list.ts';
import { MatchLog } from '../match-log.ts';
import { CONTEXT_CHARS, type CompiledRule, type Matcher } from '../policy.ts';
import { createLane, earliest, type Lane } from './lane.ts';
import { type OutputSink, Rewriter } from './rewriter.ts';
import { SpanSettlement } from './settlement.ts';

/** How much is read at a time, at least; decisions that must fall at a character make it read one by one. */
const WINDOW_CHARS = 1024;
const MAX_HASHED_CHARS = 2048;

export type GuardPlan = {
  readonly matchers: readonly Matcher[];
  /** Views besides the text as written. */
  readonly normalizers: readonly Normalizer[];
  /** Some enforced rule blocks. */
  readonly blocks: boolean;
  /** Or commits its placeholder before its match has ended, where somebody waits for it. */
  readonly hasUrgentRules: boolean;
};

/** Keyed, so that equal values can be told to be equal and nothing else can be told of them. */
export type Digest = (matched: string) => string;

export type CoreOptions = { readonly maxHoldChars: number; readonly digest?: Digest };

/** No view keeps them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0e-\x1f\x7f]/;

export class GuardCore {
  readonly #plan: GuardPlan;
  readonly #maxHoldChars: number;
  /** Something may have to be dealt with at the very character. */
  readonly #hasUrgentRules: boolean;
  readonly #settlement: SpanSettlement;
  #buffer: TextBuffer = { text: '', base: 0 };
  /** Units of the buffer that the scanners have read. */
  #read = 0;
  #lanes: Lane[];
  /** From this offset on all text that came in is ASCII without controls; -1: not so. */
  #asciiFrom = -1;
  /** Up to this offset the text is read one character at a time. */
  #attentiveTo = 0;

  constructor(plan: GuardPlan, { maxHoldChars, digest }: CoreOptions, sink: OutputSink) {
    this.#plan = plan;
    this.#maxHoldChars = maxHoldChars;
    this.#hasUrgentRules = plan.blocks || (plan.hasUrgentRules && maxHoldChars !== NOTHING_OPEN);
    const buffer = (): TextBuffer => this.#buffer;
    const lanes = (): readonly Lane[] => this.#lanes;
    this.#lanes = [createLane(plan.matchers, maxHoldChars, buffer)];
    this.#settlement = new SpanSettlement(
      lanes,
      new Judge(lanes, maxHoldChars),
      new Rewriter(buffer, sink),
      new MatchLog(),
      maxHoldChars,
      (start, end) => digest && this.#hash(start, end, digest),
    );
  }

  /** The rule that ended the text; after that, nothing is read or written. */
  get blockedBy(): CompiledRule | null {
    return this.#settlement.blockedBy;
  }

  get log(): MatchLog {
    return this.#settlement.log;
  }

  /** Everything before this offset has been written or replaced. */
  get writtenTo(): number {
    return this.#settlement.writtenTo;
  }

  /** All characters that came in. */
  get readChars(): number {
    return this.#buffer.base + this.#buffer.text.length;
  }

  /** Characters read that are neither written nor replaced. */
  get heldChars(): number {
    return Math.max(0, this.readChars - this.#settlement.writtenTo);
  }

  push(chunk: string): void {
    if (this.blockedBy !== null || chunk === '') return;
    const { text, base } = this.#buffer;
    this.#buffer = { text: text + chunk, base };
    // Nearly all text is ASCII, and this is the fastest way to know it.
    const isAscii = Buffer.byteLength(chunk) === chunk.length && !CONTROL.test(chunk);
    if (isAscii && this.#asciiFrom < 0) this.#asciiFrom = base + text.length;
    if (!isAscii) this.#asciiFrom = -1;
    // A high surrogate at the end waits for its other half.
    const isCut = isHighSurrogate(chunk.charCodeAt(chunk.length - 1));
    this.#readTo(this.#buffer.text.length - (isCut ? 1 : 0));
    this.#forget();
  }

  finish(): void {
    this.#readTo(this.#buffer.text.length);
    if (this.blockedBy !== null) return;
    for (const lane of this.#lanes) lane.finish();
    this.#settlement.finish(this.#position());
  }

  /** Longer text may be gone already, depending on how it came, and so never has a hash. */
  #hash(start: number, end: number, digest: Digest): string | null {
    const { text, base } = this.#buffer;
    if (start < base || end - start > Math.min(this.#maxHoldChars, MAX_HASHED_CHARS)) return null;
    return digest(text.slice(start - base, end - base));
  }

  #position(): number {
    return this.#buffer.base + this.#read;
  }

  #readTo(end: number): void {
    while (this.#read < end && this.blockedBy === null) {
      const to = this.#windowEnd(end);
      if (!this.#readAhead(to)) continue;
      this.#settlement.settle(this.#position());
      this.#retireLanes();
    }
  }

  /** Reads a window. False when it has to be read again, one character at a time. */
  #readAhead(to: number): boolean {
    const isCareful = this.#hasUrgentRules && !this.#isAttentive();
    const before = isCareful ? this.#lanes.map((lane) => lane.clone()) : this.#lanes;
    for (const lane of this.#lanes) lane.run(this.#buffer, this.#read, to);
    if (isCareful && this.#lanes.some((lane) => lane.isUrgent)) {
      this.#lanes = before;
      this.#attentiveTo = this.#buffer.base + to;
      return false;
    }
    this.#read = to;
    return true;
  }

  #isAttentive(): boolean {
    return this.#position() < this.#attentiveTo || this.#lanes.some((lane) => lane.isUrgent);
  }

  /** Where the next window ends. */
  #windowEnd(end: number): number {
    const { text, base } = this.#buffer;
    let to = Math.min(end, this.#read + Math.min(this.#windowChars(), this.#maxHoldChars));
    // What has waited too long is dealt with at the very character that makes it so.
    const due = this.#settlement.dueFrom + this.#maxHoldChars + 1 - base;
    to = Math.min(to, this.#isAttentive() ? this.#read + 1 : Math.max(due, this.#read + 1));
    if (to < end && isLowSurrogate(text.charCodeAt(to)) && isHighSurrogate(text.charCodeAt(to - 1)))
      to++;
    for (const normalizer of this.#plan.normalizers) to = this.#openLane(normalizer, to);
    return to;
  }

  /** What is pending is copied for each window that may be read again, so windows grow with it: the sum stays linear. */
  #windowChars(): number {
    if (!this.#hasUrgentRules) return WINDOW_CHARS;
    return this.#lanes.reduce((sum, lane) => Math.max(sum, lane.pending), WINDOW_CHARS);
  }

  /** A view gets scanners of its own where it begins to differ from the text as written. */
  #openLane(normalizer: Normalizer, to: number): number {
    const [written] = this.#lanes;
    if (written === undefined || this.#lanes.some((lane) => lane.normalizer === normalizer))
      return to;
    if (normalizer.keepsAscii && this.#asciiFrom >= 0 && this.#position() >= this.#asciiFrom)
      return to;
    const change = normalizer.firstChange(this.#buffer.text, this.#read, to);
    if (change > this.#read) return change;
    this.#lanes.push(written.branch(normalizer));
    return to;
  }

  /** A view that has caught up with the text as written needs no scanners any more. */
  #retireLanes(): void {
    if (this.#lanes.length === 1 || this.#lanes[0]?.isIdle !== true) return;
    const { text } = this.#buffer;
    const last = this.#read - 1;
    this.#lanes = this.#lanes.filter(
      ({ normalizer, isIdle }) =>
        normalizer === null || !isIdle || normalizer.firstChange(text, last, this.#read) === last,
    );
  }

  /** Drops text that neither output nor checks can need. */
  #forget(): void {
    const { text, base } = this.#buffer;
    const open = Math.min(
      this.#settlement.openFrom,
      earliest(this.#lanes, (scanner) => scanner.openStart()),
      this.#position(),
    );
    const needed = Math.min(
      this.#settlement.writtenTo,
      this.#maxHoldChars === NOTHING_OPEN
        ? open
        : Math.max(open, this.#position() - this.#maxHoldChars),
    );
    const drop = needed - CONTEXT_CHARS - base;
    if (drop <= 0) return;
    this.#buffer = { text: text.slice(drop), base: base + drop };
    this.#read -= drop;
  }
}
