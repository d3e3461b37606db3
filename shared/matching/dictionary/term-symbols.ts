// Terms as sequences of symbols: UTF-16 units, and for whole words a mark at every change between word and non-word.
//
// The mark makes "whole word" part of the search itself: a term that begins or ends inside a longer word is never a
// candidate, so it never holds text back.
import { standardNormalizer } from '../views/normalizer.ts';
import { isWordUnit } from '../views/word-chars.ts';

/** Stands for a change between word and non-word characters; no term contains it as a character of its own. */
export const BOUNDARY_UNIT = 0;

export type TermOptions = { readonly wholeWord: boolean; readonly caseSensitive: boolean };

/** Words one after the other: word w is `units` from starts[w] to starts[w + 1]. */
export type Spellings = { readonly units: Uint16Array; readonly starts: Int32Array };

/** The spellings of terms to search for: as written, and as the standard view writes them. */
export function spellings(terms: Iterable<string>, options: TermOptions): Spellings {
  const list = new SpellingList(options);
  for (const term of terms) {
    list.add(term);
    if (standardNormalizer.firstChange(term, 0, term.length) < term.length)
      list.add(standardNormalizer.view(term, 0, term.length, 0).text);
  }
  return list.done();
}

class SpellingList {
  readonly #options: TermOptions;
  readonly #starts: number[] = [0];
  #units = new Uint16Array(1 << 12);
  #length = 0;

  constructor(options: TermOptions) {
    this.#options = options;
  }

  add(variant: string): void {
    const folded = this.#options.caseSensitive ? variant : foldUnits(variant);
    if (folded === '') return;
    this.#reserve(2 * folded.length + 1);
    let wasWord = false;
    for (let i = 0; i < folded.length; i++) {
      const unit = folded.charCodeAt(i);
      if (this.#options.wholeWord && isWordUnit(unit) !== wasWord) {
        wasWord = !wasWord;
        this.#units[this.#length++] = BOUNDARY_UNIT;
      }
      this.#units[this.#length++] = unit;
    }
    if (wasWord) this.#units[this.#length++] = BOUNDARY_UNIT;
    this.#starts.push(this.#length);
  }

  done(): Spellings {
    return { units: this.#units.subarray(0, this.#length), starts: Int32Array.from(this.#starts) };
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#units.length) return;
    const units = new Uint16Array(Math.max(this.#length + more, this.#units.length * 2));
    units.set(this.#units);
    this.#units = units;
  }
}

/** Lower case unit by unit, so that lengths stay. */
export function foldUnits(text: string): string {
  const lower = text.toLowerCase();
  const folded = lower.length === text.length ? lower : Array.from(text, foldUnit).join('');
  return folded.includes(FINAL_SIGMA) ? folded.replaceAll(FINAL_SIGMA, SIGMA) : folded;
}

/** `char` is one unit, or a pair. */
export function foldUnit(char: string): string {
  if (char === FINAL_SIGMA) return SIGMA;
  const lower = char.toLowerCase();
  return lower.length === char.length ? lower : char;
}

/** The other units that fold to a folded unit. */
export function variantsOf(unit: number): number[] {
  const char = String.fromCharCode(unit);
  const others = char === SIGMA ? [FINAL_SIGMA, char.toUpperCase()] : [char.toUpperCase()];
  return others.filter((other) => other.length === 1).map((other) => other.charCodeAt(0));
}

/** Lower case of a capital sigma depends on its place in the word; here both are the same. */
const SIGMA = 'σ';
const FINAL_SIGMA = 'ς';
