// Turns settled spans into output: text as it was, and placeholders for what is redacted.
import type { Candidate, TextBuffer } from '../match-list.ts';
import { byPlace, inOrderOfPlace } from '../places.ts';
import type { Mask } from '../policy.ts';

/** Receives the output in order. Offsets are those of the channel's text. */
export type OutputSink = {
  /** The text from `start` to `end`, as it came in. */
  readonly copy: (text: string, start: number, end: number) => void;
  /** Text of ours. */
  readonly insert: (text: string) => void;
};

/** Overlapping spans, shown as one. However many there are, only what is shown of them is kept. */
export type Component = {
  readonly start: number;
  readonly end: number;
  /** Of the spans, the one that is shown. */
  readonly winner: Candidate;
  /** All of them show a part of what they cover. */
  readonly isPartial: boolean;
  /** One of them is to be shown as soon as it is certain. */
  readonly commits: boolean;
};

export class Rewriter {
  readonly #buffer: () => TextBuffer;
  readonly #sink: OutputSink;
  /** Settled and not yet written, by start; they do not overlap. */
  #components: Component[] = [];
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
    const ordered = inOrderOfPlace(spans);
    const last = this.#components.at(-1);
    const [first] = ordered;
    if (first === undefined) return;
    if (last === undefined || first.start >= last.start) {
      for (const span of ordered) append(this.#components, componentOf(span));
      return;
    }
    const all = [...this.#components, ...ordered.map(componentOf)].sort(byPlace);
    this.#components = [];
    for (const component of all) append(this.#components, component);
  }

  get waiting(): readonly Component[] {
    return this.#components;
  }

  /** Start of the first span that waits; Infinity when none does. */
  get waitingFrom(): number {
    return this.#components[0]?.start ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Writes what is certain: text before `limit`, and groups of overlapping spans that end before it. No span that is
   * added later may begin before `limit`.
   */
  advance(limit: number): void {
    let index = 0;
    for (; index < this.#components.length; index++) {
      const component = this.#components[index] as Component;
      if (component.start < this.#writtenTo) this.growTo(component.end);
      else if (component.end <= limit) this.#write(component);
      else break;
    }
    if (index > 0) this.#components.splice(0, index);
    const free = Math.min(limit, this.waitingFrom);
    if (free > this.#writtenTo) {
      this.#copyTo(free);
      this.#lastMask = null;
    }
  }

  /** Writes the first group of spans although it may still grow; it then grows silently. */
  commitFirst(): void {
    const first = this.#components.shift();
    if (first !== undefined) this.#write({ ...first, isPartial: false });
  }

  /** The span that was written last reaches further than was known. */
  growTo(end: number): void {
    if (end <= this.#writtenTo) return;
    const mask = this.#lastMask;
    if (mask !== null && mask.kind !== 'text')
      this.#sink.insert(mask.char.repeat(this.#characters(this.#writtenTo, end)));
    this.#writtenTo = end;
  }

  #write({ start, end, winner, isPartial }: Component): void {
    if (start > this.#writtenTo) this.#copyTo(start);
    this.#sink.insert(this.#render(winner, start, end, isPartial));
    this.#writtenTo = end;
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

const componentOf = (span: Candidate): Component => ({
  start: span.start,
  end: span.end,
  winner: span,
  isPartial: span.pattern.mask.kind === 'partial',
  commits: span.pattern.commits,
});

/** Adds a component that begins no earlier than the last one; joins the two when they overlap. */
function append(components: Component[], next: Component): void {
  const last = components.at(-1);
  if (last === undefined || next.start >= last.end) {
    components.push(next);
    return;
  }
  components[components.length - 1] = {
    start: last.start,
    end: Math.max(last.end, next.end),
    winner: stronger(last.winner, next.winner),
    isPartial: last.isPartial && next.isPartial,
    commits: last.commits || next.commits,
  };
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
