// The candidates that one scanner has found and that are not settled yet.

import type { MatchSink } from '../matching/scanner.ts';
import type { Normalizer } from '../matching/views/normalizer.ts';
import { type CandidateText, CONTEXT_CHARS, type CompiledPattern } from './policy.ts';

/** Up to this length, V8 takes the first of a list without moving the others. */
const SHORT_LIST = 10_000;

/** A candidate; offsets in the channel's text. */
export type Candidate = {
  readonly pattern: CompiledPattern;
  readonly start: number;
  readonly end: number;
  /** Held too long: counts without a check, and nothing exempts it. */
  readonly forced: boolean;
};

/** The part of the channel's text that is still there. */
export type TextBuffer = {
  readonly text: string;
  /** Offset of unit 0. */
  readonly base: number;
};

export class MatchList implements MatchSink {
  readonly #patterns: readonly CompiledPattern[];
  readonly #normalizer: Normalizer | null;
  readonly #buffer: () => TextBuffer;
  /** Placeholders may be sent before their match has ended. Not so when nobody waits for them. */
  readonly #mayCommit: boolean;
  #byPattern = new Map<number, Candidate[]>();
  #size = 0;
  /** A candidate of a blocking rule came in, and is not decided. */
  awaitsBlock = false;
  /** A candidate came in whose placeholder is to be sent at once. */
  awaitsCommit = false;
  /** Up to here everything has been replaced already. */
  #committedTo = 0;

  /** `normalizer`: that of the view that the scanner reads; null for the text as written. */
  constructor(
    patterns: readonly CompiledPattern[],
    normalizer: Normalizer | null,
    buffer: () => TextBuffer,
    mayCommit: boolean,
  ) {
    this.#mayCommit = mayCommit;
    this.#patterns = patterns;
    this.#normalizer = normalizer;
    this.#buffer = buffer;
  }

  /** Something in it has to be dealt with at this very character. */
  get isUrgent(): boolean {
    return this.awaitsBlock || this.awaitsCommit;
  }

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  /** Candidates. */
  get size(): number {
    return this.#size;
  }

  /** Adds a candidate; those of the same pattern that begin inside it give way to it. */
  match(index: number, start: number, end: number, forced: boolean): void {
    const pattern = this.#patterns[index];
    if (pattern === undefined)
      throw new RangeError('a scanner reported a pattern that is not its own');
    if (pattern.mode !== 'each' || pattern.check === null || forced) {
      this.#add(index, { pattern, start, end, forced });
      return;
    }
    const verified = this.verified({ pattern, start, end, forced });
    if (verified !== null) this.#add(index, verified);
  }

  /** The candidate as its check leaves it; null when it is none. */
  verified(candidate: Candidate): Candidate | null {
    const { pattern, start, end } = candidate;
    if (pattern.check === null || candidate.forced) return candidate;
    const { text, base } = this.#buffer();
    // Text that is gone was held too long by a rule that only watches.
    if (start < base) return candidate;
    const written = text.slice(start - base, end - base);
    const context = text.slice(Math.max(0, start - base - CONTEXT_CHARS), start - base);
    if (this.#normalizer === null) {
      const verdict = pattern.check({ text: written, before: context });
      return verdict === null
        ? null
        : { ...candidate, start: start + verdict.from, end: start + verdict.to };
    }
    return this.#verifiedInView(candidate, written, context, this.#normalizer);
  }

  #verifiedInView(
    candidate: Candidate,
    written: string,
    context: string,
    normalizer: Normalizer,
  ): Candidate | null {
    const view = normalizer.view(written, 0, written.length, candidate.start);
    const before = normalizer.view(context, 0, context.length, 0).text;
    const text: CandidateText = { text: view.text, before };
    const verdict = candidate.pattern.check?.(text) ?? null;
    if (verdict === null || verdict.to <= verdict.from) return null;
    const start = view.starts?.[verdict.from] ?? candidate.start;
    const end = view.ends?.[verdict.to - 1] ?? candidate.end;
    return { ...candidate, start, end };
  }

  /** Takes out, from the front of each pattern's list, the candidates that are done. */
  takeDone(isDone: (candidate: Candidate) => boolean): Candidate[] {
    if (this.#size === 0) return [];
    const taken: Candidate[] = [];
    for (const [index, list] of this.#byPattern) {
      let count = 0;
      while (count < list.length && isDone(list[count] as Candidate)) count++;
      if (count === 0) continue;
      for (let i = 0; i < count; i++) taken.push(list[i] as Candidate);
      if (count === list.length) this.#byPattern.delete(index);
      else if (count === 1 && list.length <= SHORT_LIST) list.shift();
      else list.splice(0, count);
    }
    this.#size -= taken.length;
    return taken;
  }

  /** The candidates, pattern by pattern, each list in order of start. */
  lists(): Iterable<readonly Candidate[]> {
    return this.#byPattern.values();
  }

  /** An empty one for another view of the same text. */
  ofView(normalizer: Normalizer | null): MatchList {
    const other = new MatchList(this.#patterns, normalizer, this.#buffer, this.#mayCommit);
    other.#committedTo = this.#committedTo;
    return other;
  }

  clone(): MatchList {
    const copy = this.ofView(this.#normalizer);
    for (const [index, list] of this.#byPattern) copy.#byPattern.set(index, [...list]);
    copy.#size = this.#size;
    return copy;
  }

  /** Everything before `offset` has been replaced: candidates that begin there are in no hurry any more. */
  commit(offset: number): void {
    this.#committedTo = offset;
    this.awaitsCommit = false;
    for (const list of this.#byPattern.values())
      for (const candidate of list) this.awaitsCommit ||= this.#isEarly(candidate);
  }

  #add(index: number, candidate: Candidate): void {
    let list = this.#byPattern.get(index);
    if (list === undefined) {
      list = [];
      this.#byPattern.set(index, list);
    }
    const { pattern } = candidate;
    let { end, forced } = candidate;
    for (let inner = list.at(-1); inner !== undefined; inner = list.at(-1)) {
      if (inner.start < candidate.start) break;
      end = Math.max(end, inner.end);
      forced ||= inner.forced;
      list.pop();
      this.#size--;
    }
    const last = list.at(-1);
    if (pattern.joins === true && last !== undefined && candidate.start < last.end)
      list[list.length - 1] = {
        ...last,
        end: Math.max(last.end, end),
        forced: last.forced || forced,
      };
    else {
      list.push({ ...candidate, end, forced });
      this.#size++;
    }
    this.awaitsCommit ||= this.#isEarly(candidate);
    this.awaitsBlock ||= pattern.rule.action === 'block' && !pattern.rule.monitoring;
  }

  #isEarly({ pattern, start }: Candidate): boolean {
    if (!this.#mayCommit || !pattern.commits) return false;
    return !pattern.rule.monitoring && start >= this.#committedTo;
  }
}
