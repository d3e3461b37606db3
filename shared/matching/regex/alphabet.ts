// Divides all characters into classes that no set of a program tells apart, so that an automaton has few columns.
import { type CharSet, charSetKey, MAX_CODE_POINT, NEWLINE, WORD_SET } from './char-set.ts';
import { LINE_BREAK, OTHER_CHAR, WORD_CHAR } from './condition.ts';

/** The class of every UTF-16 surrogate unit: it has no transitions, so the scanner stops and joins the pair. */
const SURROGATE_CLASS = 0;

export type Alphabet = {
  readonly classCount: number;
  /** UTF-16 unit → class. */
  readonly unitClass: Uint16Array;
  /** Class → kind of its characters, for assertions. */
  readonly kindOf: Uint8Array;
  /** `set * classCount + class` → 1 when the set holds the class. */
  readonly member: Uint8Array;
  /** The class of any code point, a lone surrogate too. */
  readonly classOf: (codePoint: number) => number;
};

/** `useKinds`: whether word characters and line breaks must be told apart. */
export function buildAlphabet(sets: readonly CharSet[], useKinds: boolean): Alphabet {
  const tested = useKinds ? [...sets, WORD_SET, NEWLINE] : sets;
  const cuts = cutPoints(tested);
  const classes = classify(tested, cuts);
  const classCount = classes.signatures.length + 1;
  const member = new Uint8Array(sets.length * classCount);
  const kindOf = new Uint8Array(classCount).fill(OTHER_CHAR);
  for (const [index, active] of classes.signatures.entries()) {
    for (const set of active) {
      if (set < sets.length) member[set * classCount + index + 1] = 1;
      else kindOf[index + 1] = set === sets.length ? WORD_CHAR : LINE_BREAK;
    }
  }
  const classOf = (point: number): number =>
    classes.classOfInterval[lastAtOrBelow(cuts, point)] ?? 0;
  return {
    classCount,
    unitClass: unitTable(cuts, classes.classOfInterval),
    kindOf,
    member,
    classOf,
  };
}

/** The code points where membership of some set changes, from 0. */
function cutPoints(sets: readonly CharSet[]): Int32Array {
  const cuts = new Set<number>([0]);
  for (const set of sets) {
    for (let i = 0; i + 1 < set.length; i += 2) {
      cuts.add(set[i] ?? 0);
      const after = (set[i + 1] ?? 0) + 1;
      if (after <= MAX_CODE_POINT) cuts.add(after);
    }
  }
  return Int32Array.from(cuts).sort();
}

/** Gives intervals with the same memberships the same class; classes count from 1. */
function classify(sets: readonly CharSet[], cuts: Int32Array) {
  const activeAt: number[][] = Array.from(cuts, () => []);
  for (const [index, set] of sets.entries()) {
    for (let i = 0; i + 1 < set.length; i += 2) {
      let at = lastAtOrBelow(cuts, set[i] ?? 0);
      for (; at < cuts.length && (cuts[at] ?? 0) <= (set[i + 1] ?? 0); at++)
        activeAt[at]?.push(index);
    }
  }
  const classBySignature = new Map<string, number>();
  const signatures: number[][] = [];
  const classOfInterval = new Uint16Array(cuts.length);
  for (const [interval, active] of activeAt.entries()) {
    const key = charSetKey(active);
    let known = classBySignature.get(key);
    if (known === undefined) {
      known = signatures.push(active);
      classBySignature.set(key, known);
    }
    classOfInterval[interval] = known;
  }
  return { signatures, classOfInterval };
}

function lastAtOrBelow(cuts: Int32Array, point: number): number {
  let low = 0;
  let high = cuts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((cuts[middle] ?? 0) <= point) low = middle;
    else high = middle - 1;
  }
  return low;
}

function unitTable(cuts: Int32Array, classOfInterval: Uint16Array): Uint16Array {
  const table = new Uint16Array(0x10000);
  for (let i = 0; i < cuts.length; i++) {
    const from = cuts[i] ?? 0;
    if (from > 0xffff) break;
    table.fill(classOfInterval[i] ?? 0, from, Math.min(cuts[i + 1] ?? 0x10000, 0x10000));
  }
  return table.fill(SURROGATE_CLASS, 0xd800, 0xe000);
}
