// Sets of code points as sorted, disjoint, inclusive ranges in one flat list: [low, high, low, high, …].

export type CharSet = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;
export const ANY_CHAR: CharSet = [0, MAX_CODE_POINT];

/** Sorts ranges and joins those that overlap or touch. `ranges` is flat: low, high, low, high, … */
export function charSet(ranges: readonly number[]): CharSet {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) pairs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0]);
  const result: number[] = [];
  for (const [low, high] of pairs) {
    const last = result.length - 1;
    const end = result[last];
    if (end !== undefined && low <= end + 1) result[last] = Math.max(end, high);
    else result.push(low, high);
  }
  return result;
}

export function negate(set: CharSet): CharSet {
  const result: number[] = [];
  let next = 0;
  for (let i = 0; i + 1 < set.length; i += 2) {
    const low = set[i] ?? 0;
    if (low > next) result.push(next, low - 1);
    next = (set[i + 1] ?? 0) + 1;
  }
  if (next <= MAX_CODE_POINT) result.push(next, MAX_CODE_POINT);
  return result;
}

export const charSetKey = (set: CharSet): string => set.join(',');

const DIGITS = charSet([0x30, 0x39]);
const WORD = charSet([0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a]);
/** RE2's \s: tab, newline, form feed, carriage return, space. */
const SPACE = charSet([0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20]);

export const NEWLINE: CharSet = [0x0a, 0x0a];
export const WORD_SET = WORD;

/** `\d \s \w`, ASCII as in RE2. */
export const perlClasses: Readonly<Record<string, CharSet>> = { d: DIGITS, s: SPACE, w: WORD };

/** `[[:alpha:]]` and its kin, ASCII. */
export const posixClasses: Readonly<Record<string, CharSet>> = {
  alnum: charSet([0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a]),
  alpha: charSet([0x41, 0x5a, 0x61, 0x7a]),
  ascii: charSet([0, 0x7f]),
  blank: charSet([0x09, 0x09, 0x20, 0x20]),
  cntrl: charSet([0, 0x1f, 0x7f, 0x7f]),
  digit: DIGITS,
  graph: charSet([0x21, 0x7e]),
  lower: charSet([0x61, 0x7a]),
  print: charSet([0x20, 0x7e]),
  punct: charSet([0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]),
  space: charSet([0x09, 0x0d, 0x20, 0x20]),
  upper: charSet([0x41, 0x5a]),
  word: WORD,
  xdigit: charSet([0x30, 0x39, 0x41, 0x46, 0x61, 0x66]),
};
