// Builds the automaton of a dictionary: the trie of its spellings, and what links its states.
import { type DictionaryAutomaton, stateAfter, type Transitions } from './automaton.ts';
import { BOUNDARY_UNIT, spellings, type TermOptions, variantsOf } from './term-symbols.ts';
import { buildTrie, type Trie } from './trie.ts';

/** Entries of complete rows: 2 MB. */
const MAX_DENSE_ENTRIES = 1 << 19;

/** `terms` must not be empty, nor hold empty terms. 100,000 of them take about a tenth of a second. */
export function buildAutomaton(terms: Iterable<string>, options: TermOptions): DictionaryAutomaton {
  const { units, starts } = spellings(terms, options);
  const { symbolOf, symbolCount } = symbolTable(units, options);
  const boundary = symbolOf[BOUNDARY_UNIT] ?? 0;
  const symbols = units.map((unit) => symbolOf[unit] as number);
  const linked = link(buildTrie({ symbols, starts, symbolCount }), symbolCount, boundary);
  // No text may take a boundary's place.
  symbolOf[BOUNDARY_UNIT] = 0;
  return { wholeWord: options.wholeWord, symbolOf, boundary, ...linked };
}

function symbolTable(units: Uint16Array, { caseSensitive }: TermOptions) {
  const isUsed = new Uint8Array(0x10000);
  for (const unit of units) isUsed[unit] = 1;
  const symbolOf = new Uint16Array(0x10000);
  let symbolCount = 1;
  for (let unit = 0; unit < 0x10000; unit++) if (isUsed[unit] === 1) symbolOf[unit] = symbolCount++;
  if (!caseSensitive)
    for (let unit = 0; unit < 0x10000; unit++)
      if (isUsed[unit] === 1)
        for (const variant of variantsOf(unit)) symbolOf[variant] ||= symbolOf[unit] ?? 0;
  return { symbolOf, symbolCount };
}

/** Failure links, complete rows, and what ends and what is open in each state. */
function link(trie: Trie, symbolCount: number, boundary: number) {
  const { count, parent, isTerm, firstChild, symbolInto } = trie;
  const fail = new Int32Array(count);
  const units = new Uint16Array(count);
  const matchUnits = new Uint16Array(count);
  const openUnits = new Uint16Array(count);
  const denseCount = Math.min(count, Math.max(1, Math.floor(MAX_DENSE_ENTRIES / symbolCount)));
  const dense = new Int32Array(denseCount * symbolCount);
  const transitions = { firstChild, symbolInto, fail, dense, denseCount, symbolCount };
  fillRow(transitions, 0);
  let maxUnits = 0;
  for (let state = 1; state < count; state++) {
    const from = parent[state] as number;
    const symbol = symbolInto[state] as number;
    const linked = from === 0 ? 0 : stateAfter(transitions, fail[from] as number, symbol);
    const own = (units[from] as number) + (symbol === boundary ? 0 : 1);
    const hasChildren = (firstChild[state] as number) < (firstChild[state + 1] as number);
    fail[state] = linked;
    units[state] = own;
    matchUnits[state] = isTerm[state] === 1 ? own : (matchUnits[linked] as number);
    openUnits[state] = hasChildren ? own : (openUnits[linked] as number);
    maxUnits = Math.max(maxUnits, own);
    if (state < denseCount) fillRow(transitions, state);
  }
  return { ...transitions, matchUnits, openUnits, maxUnits };
}

/** As the row of the state it falls back to, but for its own children. */
function fillRow(transitions: Transitions, state: number): void {
  const { dense, symbolCount, fail, firstChild, symbolInto } = transitions;
  const row = state * symbolCount;
  const source = (fail[state] as number) * symbolCount;
  if (state > 0) dense.copyWithin(row, source, source + symbolCount);
  for (let child = firstChild[state] as number; child < (firstChild[state + 1] as number); child++)
    dense[row + (symbolInto[child] as number)] = child;
}
