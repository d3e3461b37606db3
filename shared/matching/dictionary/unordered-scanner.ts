// Looks for all words of a term within a window of words. A match is a smallest run of words that has them all.
import { type MatchSink, NOTHING_OPEN, type Scanner, type ScannerTraits } from '../scanner.ts';
import { endOf, startOf, type ViewText } from '../views/view-text.ts';
import { isWordUnit } from '../views/word-chars.ts';
import { foldUnit } from './term-symbols.ts';
import { hasWordWith, type UnorderedTerms } from './unordered-terms.ts';

const NO_WORD = -1;
const PATTERN = 0;

type Token = { readonly word: number; readonly start: number; readonly end: number };

export class UnorderedScanner implements Scanner {
  readonly #terms: UnorderedTerms;
  readonly #traits: ScannerTraits;
  readonly #maxHoldChars: number;
  /** The last words of the text, at most a window of them. */
  #tokens: Token[] = [];
  /** The word under construction, folded; null between words. */
  #partial: string | null = null;
  #partialStart = 0;
  #lastEnd = 0;

  constructor(terms: UnorderedTerms, traits: ScannerTraits, maxHoldChars: number) {
    this.#terms = terms;
    this.#traits = traits;
    this.#maxHoldChars = maxHoldChars;
  }

  run(view: ViewText, from: number, to: number, sink: MatchSink): void {
    for (let at = from; at < to; at++) {
      this.#take(view.text.charCodeAt(at), startOf(view, at), sink);
      this.#lastEnd = endOf(view, at);
      if (this.#lastEnd - this.#oldest() > this.#maxHoldChars) this.#forceOverdue(sink);
    }
  }

  finish(sink: MatchSink): void {
    this.#endWord(sink);
    this.#tokens = [];
  }

  holdStart(): number {
    return this.#traits.holds ? this.openStart() : NOTHING_OPEN;
  }

  exemptStart(): number {
    return this.#traits.exempts ? this.openStart() : NOTHING_OPEN;
  }

  openStart(): number {
    for (const [index, token] of this.#tokens.entries())
      if (token.word !== NO_WORD && this.#mayBegin(index)) return token.start;
    const isOpen = this.#partial !== null && hasWordWith(this.#terms, this.#partial);
    return isOpen ? this.#partialStart : NOTHING_OPEN;
  }

  clone(): UnorderedScanner {
    const copy = new UnorderedScanner(this.#terms, this.#traits, this.#maxHoldChars);
    copy.#tokens = [...this.#tokens];
    copy.#partial = this.#partial;
    copy.#partialStart = this.#partialStart;
    copy.#lastEnd = this.#lastEnd;
    return copy;
  }

  #take(unit: number, start: number, sink: MatchSink): void {
    if (!isWordUnit(unit)) {
      this.#endWord(sink);
      return;
    }
    if (this.#partial === null) {
      this.#partial = '';
      this.#partialStart = start;
    }
    const char = String.fromCharCode(unit);
    // One unit more than any word has is enough to know that this is none of them.
    if (this.#partial.length <= this.#terms.maxWordLength)
      this.#partial += this.#terms.caseSensitive ? char : foldUnit(char);
  }

  #endWord(sink: MatchSink): void {
    if (this.#partial === null) return;
    const word = this.#terms.idOf.get(this.#partial) ?? NO_WORD;
    this.#tokens.push({ word, start: this.#partialStart, end: this.#lastEnd });
    if (this.#tokens.length > this.#terms.windowSize) this.#tokens.shift();
    this.#partial = null;
    if (word === NO_WORD) return;
    for (const term of this.#terms.termsOf[word] ?? []) this.#matchTerm(term, word, sink);
  }

  /** Reports the smallest run that ends with the last word and holds the term, if it does. */
  #matchTerm(term: number, lastWord: number, sink: MatchSink): void {
    const last = this.#tokens.length - 1;
    let first = last;
    for (const word of this.#terms.wordsOf[term] ?? []) {
      const at = this.#tokens.findLastIndex((token) => token.word === word);
      if (at < 0) return;
      first = Math.min(first, at);
    }
    for (let at = first; at < last; at++) if (this.#tokens[at]?.word === lastWord) return;
    sink.match(PATTERN, this.#tokens[first]?.start ?? 0, this.#lastEnd, false);
  }

  /** True when words still to come may complete a term whose first word in the text is that of the token. */
  #mayBegin(index: number): boolean {
    const word = this.#tokens[index]?.word ?? NO_WORD;
    const later = this.#tokens.slice(index + 1).map((token) => token.word);
    if (later.includes(word)) return false;
    const room = this.#terms.windowSize - 1 - later.length;
    return (this.#terms.termsOf[word] ?? []).some((term) => {
      const missing = (this.#terms.wordsOf[term] ?? []).filter(
        (each) => each !== word && !later.includes(each),
      );
      return missing.length > 0 && missing.length <= room - this.#wasted(missing);
    });
  }

  /** 1 when the word under construction takes a place without being one of the missing ones. */
  #wasted(missing: readonly number[]): number {
    const { words } = this.#terms;
    if (this.#partial === null) return 0;
    const beginning = this.#partial;
    return missing.some((word) => words[word]?.startsWith(beginning)) ? 0 : 1;
  }

  /** Nothing open can begin before this. */
  #oldest(): number {
    const known = this.#tokens.find((token) => token.word !== NO_WORD);
    return known?.start ?? (this.#partial === null ? NOTHING_OPEN : this.#partialStart);
  }

  #forceOverdue(sink: MatchSink): void {
    const open = this.holdStart();
    if (this.#lastEnd - open > this.#maxHoldChars) sink.match(PATTERN, open, this.#lastEnd, true);
  }
}
