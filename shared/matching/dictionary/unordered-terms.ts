// Terms as sets of words that may stand in any order, close to each other.
import { standardNormalizer } from '../views/normalizer.ts';
import { isWordUnit } from '../views/word-chars.ts';
import { foldUnits } from './term-symbols.ts';

/** Bounds on the work per word of text. */
const MAX_TERMS = 2_000;
const MAX_TERMS_PER_WORD = 200;

export type UnorderedTerms = {
  readonly caseSensitive: boolean;
  /** All words of a term must stand within so many words of text. */
  readonly windowSize: number;
  readonly idOf: ReadonlyMap<string, number>;
  /** The words in order, to look for those that begin with something. */
  readonly words: readonly string[];
  /** Word → the terms it is in. */
  readonly termsOf: readonly (readonly number[])[];
  /** Term → its words. */
  readonly wordsOf: readonly (readonly number[])[];
  readonly maxWordLength: number;
};

/** The reason, when the terms are refused. */
export function buildUnordered(
  terms: readonly string[],
  caseSensitive: boolean,
  windowSize: number,
): UnorderedTerms | string {
  const sets = new Map<string, string[]>();
  for (const term of terms) {
    for (const variant of [term, standardNormalizer.view(term, 0, term.length, 0).text]) {
      const words = [...new Set(wordsIn(caseSensitive ? variant : foldUnits(variant)))].sort();
      if (words.length === 0) return 'an unordered term must hold a word';
      if (words.length > windowSize) return 'a term has more words than the window';
      sets.set(words.join(' '), words);
    }
  }
  if (sets.size > MAX_TERMS) return `at most ${MAX_TERMS} terms may be unordered`;
  const words = [...new Set([...sets.values()].flat())].sort();
  const idOf = new Map(words.map((word, id) => [word, id]));
  const wordsOf = [...sets.values()].map((each) => each.map((word) => idOf.get(word) ?? 0));
  const termsOf: number[][] = words.map(() => []);
  for (const [term, ids] of wordsOf.entries()) for (const id of ids) termsOf[id]?.push(term);
  if (termsOf.some((list) => list.length > MAX_TERMS_PER_WORD))
    return `a word may stand in at most ${MAX_TERMS_PER_WORD} unordered terms`;
  const maxWordLength = words.reduce((max, word) => Math.max(max, word.length), 0);
  return { caseSensitive, windowSize, idOf, words, termsOf, wordsOf, maxWordLength };
}

/** The maximal runs of word characters. */
function wordsIn(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at++) {
    const isWord = at < text.length && isWordUnit(text.charCodeAt(at));
    if (isWord && start < 0) start = at;
    if (!isWord && start >= 0) {
      words.push(text.slice(start, at));
      start = -1;
    }
  }
  return words;
}

/** True when some word of all begins with `beginning`. */
export function hasWordWith(terms: UnorderedTerms, beginning: string): boolean {
  let low = 0;
  let high = terms.words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((terms.words[middle] as string) < beginning) low = middle + 1;
    else high = middle;
  }
  return terms.words[low]?.startsWith(beginning) ?? false;
}
