// Which threads make younger ones of their pattern needless: what ends them ends those too, or they match first.
import type { Alphabet } from './alphabet.ts';
import { ALWAYS, NEVER } from './condition.ts';
import type { PositionAutomaton } from './positions.ts';

/**
 * Per position, 1: as long as a thread stands here, no younger thread of the pattern can come to a match of its own.
 * That is so in the end of a pattern that is a plain sequence of sets, when what is left is one set again and again,
 * and it holds all others: `AIza[0-9A-Za-z_-]{35}`. Without it, each `AIza` within the rest would be followed by itself.
 */
export function coversOf(
  automata: readonly PositionAutomaton[],
  setOf: Int32Array,
  alphabet: Alphabet,
): Uint8Array {
  const covers = new Uint8Array(setOf.length);
  let offset = 0;
  for (const automaton of automata) {
    const end = offset + automaton.sets.length;
    const last = setOf[end - 1];
    if (isSequence(automaton) && last !== undefined && holdsAll(last, offset, end, setOf, alphabet))
      for (let at = end - 1; at >= offset && setOf[at] === last; at--) covers[at] = 1;
    offset = end;
  }
  return covers;
}

const isSequence = ({ first, follow, accept }: PositionAutomaton): boolean =>
  first.length === 1 &&
  first[0]?.to === 0 &&
  first[0].condition === ALWAYS &&
  follow.every((edges, at) =>
    at === follow.length - 1
      ? edges.length === 0 && accept[at] === ALWAYS
      : accept[at] === NEVER &&
        edges.length === 1 &&
        edges[0]?.to === at + 1 &&
        edges[0].condition === ALWAYS,
  );

function holdsAll(
  set: number,
  from: number,
  to: number,
  setOf: Int32Array,
  { classCount, member }: Alphabet,
): boolean {
  for (const each of new Set(setOf.subarray(from, to)))
    for (let cls = 0; cls < classCount; cls++)
      if (member[each * classCount + cls] === 1 && member[set * classCount + cls] !== 1)
        return false;
  return true;
}
