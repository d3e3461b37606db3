// Builds the double array: slots are filled level by level from the sorted spellings.
import type { DictionaryAutomaton } from './automaton.ts';
import { BOUNDARY_UNIT, spellings, type TermOptions } from './term-symbols.ts';

/** A node whose children are still to be placed: the spellings from `left` to `right` share `depth` symbols. */
type Range = { readonly slot: number; readonly left: number; readonly right: number };

const FIRST_SLOTS = 1 << 12;
/** Beyond this share of used slots, the search for free ones starts behind them. */
const DENSE_SHARE = 0.9;

/** `terms` must not be empty, nor hold empty terms. */
export function buildAutomaton(terms: Iterable<string>, options: TermOptions): DictionaryAutomaton {
  const words = spellings(terms, options);
  const symbols = symbolTable(words, options);
  return new Builder(words, symbols, options.wholeWord).build();
}

/** The commonest units get the lowest numbers: that packs the array best. */
function symbolTable(words: readonly string[], { caseSensitive }: TermOptions): Uint16Array {
  const counts = new Map<number, number>();
  for (const word of words)
    for (let i = 0; i < word.length; i++)
      counts.set(word.charCodeAt(i), (counts.get(word.charCodeAt(i)) ?? 0) + 1);
  const table = new Uint16Array(0x10000);
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [index, [unit]] of ordered.entries()) {
    table[unit] = index + 1;
    const upper = String.fromCharCode(unit).toUpperCase();
    if (!caseSensitive && upper.length === 1) table[upper.charCodeAt(0)] ||= index + 1;
  }
  return table;
}

class Builder {
  readonly #words: readonly string[];
  readonly #symbolOf: Uint16Array;
  readonly #wholeWord: boolean;
  readonly #alphabetSize: number;
  #base = new Int32Array(FIRST_SLOTS);
  #check = new Int32Array(FIRST_SLOTS);
  #depth = new Uint16Array(FIRST_SLOTS);
  #isTerm = new Uint8Array(FIRST_SLOTS);
  /** Slots in order of depth. */
  readonly #order: number[] = [0];
  #searchFrom = 1;
  #lastSlot = 0;

  constructor(words: readonly string[], symbolOf: Uint16Array, wholeWord: boolean) {
    this.#words = words;
    this.#symbolOf = symbolOf;
    this.#wholeWord = wholeWord;
    this.#alphabetSize = symbolOf.reduce((max, symbol) => Math.max(max, symbol), 0) + 1;
  }

  build(): DictionaryAutomaton {
    let level: Range[] = [{ slot: 0, left: 0, right: this.#words.length }];
    let maxLength = 0;
    for (let depth = 0; level.length > 0; depth++) {
      level = level.flatMap((range) => this.#place(range, depth));
      if (level.length > 0) maxLength = depth + 1;
    }
    const slots = this.#lastSlot + this.#alphabetSize + 1;
    this.#reserve(slots);
    const links = this.#links(slots);
    const boundary = this.#symbolOf[BOUNDARY_UNIT.charCodeAt(0)] ?? 0;
    const symbolOf = this.#symbolOf.slice();
    symbolOf[BOUNDARY_UNIT.charCodeAt(0)] = 0;
    return {
      wholeWord: this.#wholeWord,
      symbolOf,
      boundary,
      base: this.#base.slice(0, slots),
      check: this.#check.slice(0, slots),
      ...links,
      maxLength,
    };
  }

  /** Places the children of a node; returns them. */
  #place({ slot, left, right }: Range, depth: number): Range[] {
    const groups: { symbol: number; left: number; right: number }[] = [];
    for (let i = left; i < right; i++) {
      const word = this.#words[i] ?? '';
      if (word.length === depth) {
        this.#isTerm[slot] = 1;
        continue;
      }
      const symbol = this.#symbolOf[word.charCodeAt(depth)] ?? 0;
      const last = groups.at(-1);
      if (last?.symbol === symbol) last.right = i + 1;
      else groups.push({ symbol, left: i, right: i + 1 });
    }
    if (groups.length === 0) return [];
    const base = this.#findBase(groups.map((group) => group.symbol));
    this.#base[slot] = base;
    return groups.map((group) => {
      const child = base + group.symbol;
      this.#check[child] = slot + 1;
      this.#depth[child] = depth + 1;
      this.#order.push(child);
      this.#lastSlot = Math.max(this.#lastSlot, child);
      return { slot: child, left: group.left, right: group.right };
    });
  }

  /** The first base at which all children find free slots; never 0, which stands for "no children". */
  #findBase(symbols: readonly number[]): number {
    const first = Math.min(...symbols);
    const begin = Math.max(this.#searchFrom, first + 1);
    let used = 0;
    for (let slot = begin; ; slot++) {
      this.#reserve(slot + this.#alphabetSize + 1);
      if (this.#check[slot] !== 0) {
        used++;
        continue;
      }
      const base = slot - first;
      if (symbols.some((symbol) => this.#check[base + symbol] !== 0)) continue;
      if (used >= (slot - begin + 1) * DENSE_SHARE) this.#searchFrom = slot;
      return base;
    }
  }

  #reserve(slots: number): void {
    if (slots <= this.#base.length) return;
    const size = Math.max(slots, this.#base.length * 2);
    this.#base = enlarged(this.#base, new Int32Array(size));
    this.#check = enlarged(this.#check, new Int32Array(size));
    this.#depth = enlarged(this.#depth, new Uint16Array(size));
    this.#isTerm = enlarged(this.#isTerm, new Uint8Array(size));
  }

  /** Failure links, and from them what ends and what is open in each state. */
  #links(slots: number) {
    const fail = new Int32Array(slots);
    const matchLength = new Uint16Array(slots);
    const openLength = new Uint16Array(slots);
    const symbolOfSlot = (slot: number, parent: number): number => slot - (this.#base[parent] ?? 0);
    for (const slot of this.#order.slice(1)) {
      const parent = (this.#check[slot] ?? 1) - 1;
      if (parent !== 0)
        fail[slot] = this.#follow(fail, fail[parent] ?? 0, symbolOfSlot(slot, parent));
      const depth = this.#depth[slot] ?? 0;
      const link = fail[slot] ?? 0;
      matchLength[slot] = this.#isTerm[slot] === 1 ? depth : (matchLength[link] ?? 0);
      const hasChildren = (this.#base[slot] ?? 0) !== 0;
      openLength[slot] = hasChildren ? depth : (openLength[link] ?? 0);
    }
    return { fail, matchLength, openLength };
  }

  #follow(fail: Int32Array, from: number, symbol: number): number {
    for (let state = from; ; state = fail[state] ?? 0) {
      const child = (this.#base[state] ?? 0) + symbol;
      if (this.#check[child] === state + 1) return child;
      if (state === 0) return 0;
    }
  }
}

function enlarged<T extends Int32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
