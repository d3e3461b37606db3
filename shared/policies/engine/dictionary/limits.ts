// Which terms a dictionary may hold.
import { standardNormalizer } from '../views/normalizer.ts';
import { BOUNDARY_UNIT } from './term-symbols.ts';

export const MAX_TERM_LENGTH = 256;
export const MAX_TERMS = 100_000;

/** Why a term is refused; null when it is fine. */
export function termRefusal(term: string): string | null {
  if (term.length > MAX_TERM_LENGTH) return `must have at most ${MAX_TERM_LENGTH} characters`;
  if (term.includes(BOUNDARY_UNIT)) return 'holds a character that no text may contain';
  if (standardNormalizer.view(term, 0, term.length, 0).text.trim() === '')
    return 'holds nothing that can be seen';
  return null;
}
