// One view of a channel's text with a scanner per matcher, each with the candidates it found.

import { NOTHING_OPEN, type Scanner } from '../../matching/scanner.ts';
import type { Normalizer } from '../../matching/views/normalizer.ts';
import type { ViewText } from '../../matching/views/view-text.ts';
import { MatchList, type TextBuffer } from '../match-list.ts';
import type { CompiledPattern, Matcher } from '../policy.ts';

export type Reader = { readonly scanner: Scanner; readonly list: MatchList };

export class Lane {
  /** Null: the text as written. */
  readonly normalizer: Normalizer | null;
  readonly readers: readonly Reader[];
  #afterSpace = false;

  constructor(normalizer: Normalizer | null, readers: readonly Reader[]) {
    this.normalizer = normalizer;
    this.readers = readers;
  }

  /** Reads units `from` to `to` of the buffer's text. */
  run({ text, base }: TextBuffer, from: number, to: number): void {
    const view = this.#viewOf(text, base, from, to);
    const isWhole = this.normalizer === null;
    const first = isWhole ? from : 0;
    const last = isWhole ? to : view.text.length;
    for (const { scanner, list } of this.readers) scanner.run(view, first, last, list);
  }

  finish(): void {
    for (const { scanner, list } of this.readers) scanner.finish(list);
  }

  /** A lane for another view that goes on from here; candidates stay with this one. */
  branch(normalizer: Normalizer): Lane {
    const readers = this.readers.map(({ scanner, list }) => ({
      scanner: scanner.clone(),
      list: list.ofView(normalizer),
    }));
    return new Lane(normalizer, readers);
  }

  clone(): Lane {
    const readers = this.readers.map(({ scanner, list }) => ({
      scanner: scanner.clone(),
      list: list.clone(),
    }));
    const copy = new Lane(this.normalizer, readers);
    copy.#afterSpace = this.#afterSpace;
    return copy;
  }

  /** Nothing is open and nothing was found: whoever starts here finds the same. */
  get isIdle(): boolean {
    return this.readers.every(
      ({ scanner, list }) => list.isEmpty && scanner.openStart() === NOTHING_OPEN,
    );
  }

  /** Candidates that are not settled. */
  get pending(): number {
    return this.readers.reduce((sum, { list }) => sum + list.size, 0);
  }

  get isUrgent(): boolean {
    return this.readers.some(({ list }) => list.isUrgent);
  }

  #viewOf(text: string, base: number, from: number, to: number): ViewText {
    if (this.normalizer === null) return { text, base, starts: null, ends: null };
    const view = this.normalizer.view(text, from, to, base, this.#afterSpace);
    if (view.text !== '') this.#afterSpace = view.text.endsWith(' ');
    return view;
  }
}

export const createLane = (
  matchers: readonly Matcher[],
  maxHoldChars: number,
  buffer: () => TextBuffer,
): Lane =>
  new Lane(
    null,
    matchers.map((matcher) => ({
      scanner: matcher.createScanner(maxHoldChars),
      list: new MatchList(matcher.patterns, null, buffer, maxHoldChars !== NOTHING_OPEN),
    })),
  );

/** Earliest of a kind of start over all lanes. */
export const earliest = (lanes: readonly Lane[], of: (scanner: Scanner) => number): number => {
  let start = NOTHING_OPEN;
  for (const lane of lanes)
    for (const { scanner } of lane.readers) start = Math.min(start, of(scanner));
  return start;
};

/** True when the pattern's matches may change the text. */
export const isEnforced = ({ rule }: CompiledPattern): boolean =>
  !rule.monitoring && rule.action !== 'allow';
