// An Aho-Corasick automaton in flat arrays (a double array with failure links): 100,000 terms fit in a few megabytes.

export type DictionaryAutomaton = {
  readonly wholeWord: boolean;
  /** UTF-16 unit → symbol; 0 for units of no term. */
  readonly symbolOf: Uint16Array;
  /** The symbol of a change between word and non-word; 0 when no term has one. */
  readonly boundary: number;
  /** Child of state s by symbol c: slot base[s] + c, if check[slot] is s + 1. */
  readonly base: Int32Array;
  readonly check: Int32Array;
  readonly fail: Int32Array;
  /** Length in symbols of the longest term that ends here; 0: none. */
  readonly matchLength: Uint16Array;
  /** Length in symbols of the longest open beginning of a term; 0: none. */
  readonly openLength: Uint16Array;
  /** The longest term in symbols. */
  readonly maxLength: number;
};

const MAGIC = 0x43_44_41_31;
const HEADER_WORDS = 8;

/** One block of bytes, to be stored beside the policy and read back with `decodeAutomaton`. */
export function encodeAutomaton(automaton: DictionaryAutomaton): Uint8Array {
  const pairs: number[] = [];
  for (const [unit, symbol] of automaton.symbolOf.entries())
    if (symbol !== 0) pairs.push(unit, symbol);
  const slots = automaton.base.length;
  const words = HEADER_WORDS + 3 * slots;
  const halves = pairs.length + 2 * slots;
  const bytes = new Uint8Array(words * 4 + halves * 2);
  const head = new Int32Array(bytes.buffer, 0, words);
  head.set([
    MAGIC,
    slots,
    pairs.length,
    automaton.boundary,
    automaton.maxLength,
    automaton.wholeWord ? 1 : 0,
  ]);
  head.set(automaton.base, HEADER_WORDS);
  head.set(automaton.check, HEADER_WORDS + slots);
  head.set(automaton.fail, HEADER_WORDS + 2 * slots);
  const tail = new Uint16Array(bytes.buffer, words * 4, halves);
  tail.set(automaton.matchLength);
  tail.set(automaton.openLength, slots);
  tail.set(pairs, 2 * slots);
  return bytes;
}

/** Throws RangeError when the bytes are not an encoded automaton. Shares memory with `bytes` where it can. */
export function decodeAutomaton(bytes: Uint8Array): DictionaryAutomaton {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const { buffer, byteOffset, byteLength } = aligned;
  const [magic, slots = 0, pairCount = 0, boundary = 0, maxLength = 0, wholeWord = 0] =
    byteLength >= HEADER_WORDS * 4 ? new Int32Array(buffer, byteOffset, HEADER_WORDS) : [];
  const words = HEADER_WORDS + 3 * slots;
  const halves = pairCount + 2 * slots;
  if (magic !== MAGIC || byteLength !== words * 4 + halves * 2)
    throw new RangeError('these bytes are not a dictionary');
  const int32 = (index: number): Int32Array =>
    new Int32Array(buffer, byteOffset + (HEADER_WORDS + index * slots) * 4, slots);
  const uint16 = (from: number, count: number): Uint16Array =>
    new Uint16Array(buffer, byteOffset + words * 4 + from * 2, count);
  const symbolOf = new Uint16Array(0x10000);
  const pairs = uint16(2 * slots, pairCount);
  for (let i = 0; i + 1 < pairs.length; i += 2)
    symbolOf[pairs[i] as number] = pairs[i + 1] as number;
  return {
    wholeWord: wholeWord === 1,
    symbolOf,
    boundary,
    base: int32(0),
    check: int32(1),
    fail: int32(2),
    matchLength: uint16(0, slots),
    openLength: uint16(slots, slots),
    maxLength,
  };
}
