// An Aho-Corasick automaton in flat arrays: states are numbered level by level, so that children stand side by side.
//
// The first states, where nearly all text is spent, have complete rows: one look-up per character. The others keep
// their few children in order, and 100,000 terms fit in some megabytes.

export type DictionaryAutomaton = {
  readonly wholeWord: boolean;
  /** UTF-16 unit → symbol; 0 for units of no term. */
  readonly symbolOf: Uint16Array;
  readonly symbolCount: number;
  /** The symbol of a change between word and non-word; 0 when no term has one. */
  readonly boundary: number;
  /** Children of state s: from firstChild[s] to firstChild[s + 1], in order of the symbols that lead to them. */
  readonly firstChild: Int32Array;
  readonly symbolInto: Uint16Array;
  readonly fail: Int32Array;
  /** `state * symbolCount + symbol` → the state after it, for the first `denseCount` states. */
  readonly dense: Int32Array;
  readonly denseCount: number;
  /** UTF-16 units of the longest term that ends here; 0: none. */
  readonly matchUnits: Uint16Array;
  /** UTF-16 units of the longest open beginning of a term; 0: none. */
  readonly openUnits: Uint16Array;
  /** The longest term in UTF-16 units. */
  readonly maxUnits: number;
};

/** The parts that a step needs. */
export type Transitions = Pick<
  DictionaryAutomaton,
  'symbolCount' | 'firstChild' | 'symbolInto' | 'fail' | 'dense' | 'denseCount'
>;

/** The state after one more symbol; 0 when no term begins so. */
export function stateAfter(automaton: Transitions, from: number, symbol: number): number {
  const { dense, denseCount, symbolCount, fail } = automaton;
  if (symbol === 0) return 0;
  for (let state = from; ; state = fail[state] as number) {
    if (state < denseCount) return dense[state * symbolCount + symbol] as number;
    const child = childOf(automaton, state, symbol);
    if (child !== 0) return child;
  }
}

/** 0 when there is none. */
function childOf(
  { firstChild, symbolInto }: Pick<Transitions, 'firstChild' | 'symbolInto'>,
  state: number,
  symbol: number,
): number {
  let low = firstChild[state] as number;
  let high = firstChild[state + 1] as number;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((symbolInto[middle] as number) < symbol) low = middle + 1;
    else high = middle;
  }
  return low < (firstChild[state + 1] as number) && symbolInto[low] === symbol ? low : 0;
}
