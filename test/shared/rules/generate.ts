// Generates policies, texts and cuts from a seed, for tests and benches that need very many of them.
import {
  chars,
  count,
  type Expr,
  or,
  print,
  Runner,
  seq,
  star,
  width,
} from './expression-oracle.ts';
import type { OracleRule } from './redaction-oracle.ts';

export type Random = (below: number) => number;

/** Mulberry32. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export const ALPHABET = 'ab-';

/** An open match then needs at most so many characters less one, and one to look ahead: see MAX_TAIL. */
const MAX_WIDTH = 4;

/** Continuations of so many characters show whether an open match can still be completed. */
export const MAX_TAIL = 4;

const pick = <T>(random: Random, items: readonly T[]): T => items[random(items.length)] as T;

/** Small expressions whose matches need few characters to be completed. */
export function generateExpr(random: Random, depth: number): Expr {
  const leaf = (): Expr =>
    random(8) === 0
      ? { op: 'assert', name: pick(random, ['^', '$', '\\b', '\\b', '\\B'] as const) }
      : chars(pick(random, ['a', 'b', '-', 'ab', 'a-', 'ab-']));
  if (depth === 0) return leaf();
  const part = (): Expr => generateExpr(random, depth - 1);
  switch (random(8)) {
    case 0:
    case 1:
    case 2:
      return seq(part(), part());
    case 3:
      return or(part(), part());
    case 4:
      return star(part());
    case 5:
      return count(part(), random(2), 1 + random(2));
    case 6:
      return seq(leaf(), part());
    default:
      return leaf();
  }
}

export type GeneratedRule = { readonly oracle: OracleRule; readonly source: object };

/** `index` gives the placeholder, one character of its own. */
export function generateRule(random: Random, index: number): GeneratedRule {
  const placeholder = String.fromCharCode(0x2460 + index);
  const base = { name: `rule ${index}`, direction: 'all', decision: 'mask', order: index };
  if (random(4) === 0) {
    const wholeWord = random(2) === 0;
    const terms = Array.from({ length: 1 + random(3) }, () =>
      Array.from({ length: 1 + random(3) }, () => pick(random, Array.from(ALPHABET))).join(''),
    );
    return {
      oracle: { kind: 'terms', terms, wholeWord, placeholder },
      source: {
        ...base,
        rule_type: 'aho_corasick',
        config: { terms, whole_word: wholeWord, replacement: placeholder },
      },
    };
  }
  let expr = generateExpr(random, 1 + random(3));
  while (width(expr) > MAX_WIDTH) expr = generateExpr(random, 1 + random(3));
  return {
    oracle: { kind: 'regex', runner: new Runner(expr), placeholder },
    source: {
      ...base,
      rule_type: 'regex',
      config: { patterns: [{ pattern: print(expr), replacement: placeholder }] },
    },
  };
}

export const generateText = (random: Random, length: number): string =>
  Array.from({ length }, () => pick(random, Array.from(ALPHABET))).join('');

/** Cuts a text into pieces of random sizes. */
export function cut(random: Random, text: string, maxSize: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const size = 1 + random(maxSize);
    pieces.push(text.slice(at, at + size));
    at += size;
  }
  return pieces;
}
