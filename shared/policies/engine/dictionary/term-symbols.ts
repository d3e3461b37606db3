// Terms as sequences of symbols: UTF-16 units, and for whole words a mark at every change between word and non-word.
//
// The mark makes "whole word" part of the search itself: a term that begins or ends inside a longer word is never a
// candidate, so it never holds text back.
import { standardNormalizer } from '../views/normalizer.ts';
import { isWordUnit } from '../views/word-chars.ts';

/** Stands for a change between word and non-word characters; no text contains it as a character of its own. */
export const BOUNDARY_UNIT = '\uffff';

export type TermOptions = { readonly wholeWord: boolean; readonly caseSensitive: boolean };

/** The spellings of a term to search for: as written, and as the standard view writes it. Sorted, without repeats. */
export function spellings(terms: Iterable<string>, options: TermOptions): string[] {
  const result = new Set<string>();
  for (const term of terms) {
    for (const variant of [term, standardNormalizer.view(term, 0, term.length, 0).text]) {
      const folded = options.caseSensitive ? variant : foldUnits(variant);
      if (folded !== '') result.add(options.wholeWord ? withBoundaries(folded) : folded);
    }
  }
  return [...result].sort(byUnits);
}

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Lower case unit by unit, so that lengths stay. */
export function foldUnits(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : Array.from(text, foldUnit).join('');
}

export function foldUnit(char: string): string {
  const lower = char.toLowerCase();
  return lower.length === char.length ? lower : char;
}

function withBoundaries(term: string): string {
  let marked = '';
  let wasWord = false;
  for (let i = 0; i < term.length; i++) {
    const isWord = isWordUnit(term.charCodeAt(i));
    if (isWord !== wasWord) marked += BOUNDARY_UNIT;
    marked += term.charAt(i);
    wasWord = isWord;
  }
  return wasWord ? marked + BOUNDARY_UNIT : marked;
}
