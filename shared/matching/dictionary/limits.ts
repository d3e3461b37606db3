// Which terms a dictionary may hold.
import { standardNormalizer } from '../views/normalizer.ts';
import { BOUNDARY_UNIT } from './term-symbols.ts';

export const MAX_TERM_LENGTH = 256;
export const MAX_TERMS = 100_000;

/** Why a term is refused; null when it is fine. */
export function termRefusal(term: string): string | null {
  if (term.length > MAX_TERM_LENGTH) return `must have at most ${MAX_TERM_LENGTH} characters`;
  if (term.includes(String.fromCharCode(BOUNDARY_UNIT))) return 'holds the character U+0000';
  const isPlain = standardNormalizer.firstChange(term, 0, term.length) === term.length;
  const seen = isPlain ? term : standardNormalizer.view(term, 0, term.length, 0).text;
  if (seen.trim() === '') return 'holds nothing that can be seen';
  return null;
}
