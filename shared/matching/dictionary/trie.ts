// The trie of a dictionary's words, its states numbered level by level.

export type Words = {
  /** Symbols of all words, one after the other: word w from starts[w] to starts[w + 1]. */
  readonly symbols: Uint16Array;
  readonly starts: Int32Array;
  readonly symbolCount: number;
};

export type Trie = {
  readonly count: number;
  readonly parent: Int32Array;
  readonly isTerm: Uint8Array;
  readonly firstChild: Int32Array;
  readonly symbolInto: Uint16Array;
};

/** Each state stands for the words from `left` to `right` of `order`, which share as many symbols as its level. */
export function buildTrie(words: Words): Trie {
  const { symbols, starts } = words;
  const wordCount = starts.length - 1;
  const most = symbols.length + 1;
  const left = new Int32Array(most);
  const right = new Int32Array(most);
  const parent = new Int32Array(most);
  const firstChild = new Int32Array(most + 1);
  const symbolInto = new Uint16Array(most);
  const isTerm = new Uint8Array(most);
  const sorter = new Sorter(words);
  right[0] = wordCount;
  let count = 1;
  for (let state = 0, depth = 0, levelEnd = 1; state < count; state++) {
    if (state === levelEnd) {
      depth++;
      levelEnd = count;
    }
    firstChild[state] = count;
    const from = left[state] as number;
    const to = right[state] as number;
    if (to - from > 1) sorter.sort(from, to, depth);
    for (let i = from, last = 0; i < to; i++) {
      const symbol = sorter.symbolAt(sorter.order[i] as number, depth);
      if (symbol === 0) isTerm[state] = 1;
      else if (symbol !== last) {
        symbolInto[count] = symbol;
        parent[count] = state;
        left[count++] = i;
        last = symbol;
      }
      if (symbol !== 0) right[count - 1] = i + 1;
    }
  }
  firstChild[count] = count;
  return {
    count,
    parent,
    isTerm,
    firstChild: firstChild.slice(0, count + 1),
    symbolInto: symbolInto.slice(0, count),
  };
}

/** Below this, insertion is faster than counting. */
const FEW = 24;

/** Sorts ranges of words by one symbol. */
class Sorter {
  readonly order: Int32Array;
  readonly #words: Words;
  readonly #scratch: Int32Array;
  readonly #places: Int32Array;

  constructor(words: Words) {
    this.#words = words;
    this.order = Int32Array.from({ length: words.starts.length - 1 }, (_, word) => word);
    this.#scratch = new Int32Array(this.order.length);
    this.#places = new Int32Array(words.symbolCount + 1);
  }

  /** 0 where the word has ended. */
  symbolAt(word: number, depth: number): number {
    const { starts, symbols } = this.#words;
    const at = (starts[word] as number) + depth;
    return at < (starts[word + 1] as number) ? (symbols[at] as number) : 0;
  }

  sort(from: number, to: number, depth: number): void {
    if (to - from < FEW) this.#insert(from, to, depth);
    else this.#count(from, to, depth);
  }

  #insert(from: number, to: number, depth: number): void {
    const { order } = this;
    for (let i = from + 1; i < to; i++) {
      const word = order[i] as number;
      const symbol = this.symbolAt(word, depth);
      let at = i;
      for (; at > from && this.symbolAt(order[at - 1] as number, depth) > symbol; at--)
        order[at] = order[at - 1] as number;
      order[at] = word;
    }
  }

  #count(from: number, to: number, depth: number): void {
    const { order } = this;
    const places = this.#places.fill(0);
    for (let i = from; i < to; i++) {
      const after = this.symbolAt(order[i] as number, depth) + 1;
      places[after] = (places[after] as number) + 1;
    }
    for (let i = 1; i < places.length; i++)
      places[i] = (places[i] as number) + (places[i - 1] as number);
    for (let i = from; i < to; i++) {
      const word = order[i] as number;
      const symbol = this.symbolAt(word, depth);
      const place = places[symbol] as number;
      places[symbol] = place + 1;
      this.#scratch[place] = word;
    }
    order.set(this.#scratch.subarray(0, to - from), from);
  }
}
