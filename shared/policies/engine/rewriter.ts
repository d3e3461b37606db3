// Turns settled spans into output: text as it was, and placeholders for what is redacted.
import type { Candidate, TextBuffer } from './match-list.ts';
import type { Mask } from './policy.ts';

/** Receives the output in order. Offsets are those of the channel's text. */
export type OutputSink = {
  /** The text from `start` to `end`, as it came in. */
  readonly copy: (text: string, start: number, end: number) => void;
  /** Text of ours. */
  readonly insert: (text: string) => void;
};

/** Overlapping spans, shown as one. */
type Component = { readonly end: number; readonly spans: readonly Candidate[] };

export class Rewriter {
  readonly #buffer: () => TextBuffer;
  readonly #sink: OutputSink;
  /** Settled and not yet written, by start. */
  #spans: Candidate[] = [];
  /** Everything before this offset has been written or replaced. */
  #writtenTo = 0;
  /** How the span that ends at writtenTo was shown, in case it grows. */
  #lastMask: Mask | null = null;

  constructor(buffer: () => TextBuffer, sink: OutputSink) {
    this.#buffer = buffer;
    this.#sink = sink;
  }

  get writtenTo(): number {
    return this.#writtenTo;
  }

  add(spans: readonly Candidate[]): void {
    if (spans.length === 0) return;
    this.#spans = [...this.#spans, ...spans].sort((a, b) => a.start - b.start || a.end - b.end);
  }

  get waiting(): readonly Candidate[] {
    return this.#spans;
  }

  /** Start of the first span that waits; Infinity when none does. */
  get waitingFrom(): number {
    return this.#spans[0]?.start ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Writes what is certain: text before `limit`, and groups of overlapping spans that end before it. No span that is
   * added later may begin before `limit`.
   */
  advance(limit: number): void {
    let index = 0;
    while (index < this.#spans.length) {
      const first = this.#spans[index] as Candidate;
      const component = this.#componentAt(index);
      if (first.start < this.#writtenTo) this.growTo(component.end);
      else if (component.end <= limit) this.#write(first.start, component);
      else break;
      index += component.spans.length;
    }
    if (index > 0) this.#spans = this.#spans.slice(index);
    const free = Math.min(limit, this.waitingFrom);
    if (free > this.#writtenTo) {
      this.#copyTo(free);
      this.#lastMask = null;
    }
  }

  /** Writes the first group of spans although it may still grow; it then grows silently. */
  commitFirst(): void {
    const first = this.#spans[0];
    if (first === undefined) return;
    const component = this.#componentAt(0);
    this.#spans = this.#spans.slice(component.spans.length);
    this.#write(first.start, component, true);
  }

  /** The span that was written last reaches further than was known. */
  growTo(end: number): void {
    if (end <= this.#writtenTo) return;
    const mask = this.#lastMask;
    if (mask !== null && mask.kind !== 'text')
      this.#sink.insert(mask.char.repeat(this.#characters(this.#writtenTo, end)));
    this.#writtenTo = end;
  }

  #componentAt(index: number): Component {
    const first = this.#spans[index] as Candidate;
    let end = Math.max(first.end, first.start < this.#writtenTo ? this.#writtenTo : 0);
    let next = index + 1;
    for (; next < this.#spans.length && (this.#spans[next] as Candidate).start < end; next++)
      end = Math.max(end, (this.#spans[next] as Candidate).end);
    return { end, spans: this.#spans.slice(index, next) };
  }

  #write(start: number, component: Component, mayGrow = false): void {
    if (start > this.#writtenTo) this.#copyTo(start);
    const winner = component.spans.reduce(stronger);
    const isPartial =
      !mayGrow && component.spans.every((span) => span.pattern.mask.kind === 'partial');
    this.#sink.insert(this.#render(winner, start, component.end, isPartial));
    this.#writtenTo = component.end;
    this.#lastMask = winner.pattern.mask;
  }

  #render(winner: Candidate, start: number, end: number, isPartial: boolean): string {
    const { mask } = winner.pattern;
    if (mask.kind === 'text') return mask.text;
    const written = this.#slice(start, winner.end);
    const rest = mask.char.repeat(this.#characters(winner.end, end));
    if (mask.kind === 'partial' && isPartial)
      return showEnd(written, mask.char, mask.visible) + rest;
    return mask.char.repeat(Array.from(written).length) + rest;
  }

  #copyTo(end: number): void {
    this.#sink.copy(this.#slice(this.#writtenTo, end), this.#writtenTo, end);
    this.#writtenTo = end;
  }

  #characters(start: number, end: number): number {
    return Array.from(this.#slice(start, end)).length;
  }

  #slice(start: number, end: number): string {
    const { text, base } = this.#buffer();
    return text.slice(start - base, end - base);
  }
}

/** Of two spans of one group: the one whose rule goes first, then the longer one, then the earlier one. */
function stronger(a: Candidate, b: Candidate): Candidate {
  const byRank = a.pattern.rule.rank - b.pattern.rule.rank;
  if (byRank !== 0) return byRank < 0 ? a : b;
  const byLength = b.end - b.start - (a.end - a.start);
  if (byLength !== 0) return byLength < 0 ? a : b;
  return a.start <= b.start ? a : b;
}

/** Masks letters and digits but the last `visible`; separators stay. */
function showEnd(text: string, char: string, visible: number): string {
  let left = visible;
  const shown = Array.from(text)
    .toReversed()
    .map((each) => {
      if (!/[\p{L}\p{N}]/u.test(each)) return each;
      return left-- > 0 ? each : char;
    });
  return shown.toReversed().join('');
}
