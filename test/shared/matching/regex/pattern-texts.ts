// Generates patterns out of everything that the syntax has, and texts that they may match.
import type { Random } from '../../rules/generate.ts';

const CLASSES = [
  '\\d',
  '\\D',
  '\\w',
  '\\W',
  '\\s',
  '\\S',
  '.',
  '[abc]',
  '[^abc]',
  '[a-m]',
  '[^a-mK]',
  '[[:upper:]]',
  '[[:^alpha:]_]',
  '[\\d.-]',
  '\\pL',
  '\\p{Greek}',
  '\\P{Lu}',
  '[\\p{Nd}x]',
  '[\u00e0-\u00ff]',
  '[^\\x00-\\x{7f}]',
] as const;
const LITERALS = 'aabbKkSs1. -\n\u00e9\u017f\u212a\u03c3\u03c2\u03a9\u{1f600}\u0660';
const ASSERTIONS = ['^', '$', '\\b', '\\B', '\\A', '\\z', '(?m:^)', '(?m:$)'] as const;
const QUANTIFIERS = ['*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}', '*?', '+?', '??'] as const;
const FLAGS = ['i', 's', 'm', 'is', '-i', 'i-s'] as const;

const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T;

const literal = (random: Random): string => {
  const char = pick(random, Array.from(LITERALS));
  if (char === '\n') return '\\n';
  return /[.-]/.test(char) ? `\\${char}` : char;
};

function atom(random: Random, depth: number): string {
  const kind = random(10);
  if (kind < 4) return literal(random);
  if (kind < 6) return pick(random, CLASSES);
  if (kind === 6) return pick(random, ASSERTIONS);
  if (depth === 0) return literal(random);
  const inner = generatePattern(random, depth - 1);
  const opening = pick(random, ['(', '(?:', '(?P<n>', `(?${pick(random, FLAGS)}:`]);
  // A name may stand in a pattern once.
  return `${opening === '(?P<n>' && inner.includes('<n>') ? '(' : opening}${inner})`;
}

export function generatePattern(random: Random, depth: number): string {
  const branches = Array.from({ length: random(4) === 0 ? 2 : 1 }, () =>
    Array.from({ length: 1 + random(3) }, () => {
      const part = atom(random, depth);
      return random(3) === 0 ? part + pick(random, QUANTIFIERS) : part;
    }).join(''),
  );
  const pattern = branches.join('|');
  return pattern.split('<n>').length > 2 ? pattern.replaceAll('(?P<n>', '(') : pattern;
}

export const generateAnyText = (random: Random, length: number): string =>
  Array.from({ length }, () => pick(random, Array.from(LITERALS))).join('');
