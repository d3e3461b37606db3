// All patterns of a policy as one automaton over numbered positions, in flat arrays.
import type { ScannerTraits } from '../scanner.ts';
import { type Alphabet, buildAlphabet } from './alphabet.ts';
import { type CharSet, charSetKey } from './char-set.ts';
import { ALWAYS, EDGE, holds, OTHER_CHAR, rowOf } from './condition.ts';
import { coversOf } from './covers.ts';
import type { PositionAutomaton } from './positions.ts';

/** What the scanner must know of a pattern; what its matches mean is the policy's business. */
export type PatternTraits = ScannerTraits & {
  /** Matches of one pattern do not overlap: leftmost, then longest. Otherwise every candidate is reported. */
  readonly leftmostLongest: boolean;
};

export type Program = {
  readonly alphabet: Alphabet;
  readonly patterns: readonly PatternTraits[];
  readonly positionCount: number;
  readonly patternOf: Int32Array;
  readonly setOf: Int32Array;
  /** Edges of position p: followTo and followIf from followStart[p] to followStart[p + 1]. */
  readonly followStart: Int32Array;
  readonly followTo: Int32Array;
  readonly followIf: Uint16Array;
  /** Class → the positions that a match may begin with, and the conditions. */
  readonly firstTo: readonly Int32Array[];
  readonly firstIf: readonly Uint16Array[];
  readonly accept: Uint16Array;
  /** Bit k: after a character of kind k, some continuation still leads to a match. */
  readonly alive: Uint8Array;
  /** Bit k: the same, not counting a match that ends right here whatever follows. */
  readonly future: Uint8Array;
  /** As in `coversOf`. */
  readonly covers: Uint8Array;
  readonly hasAssertions: boolean;
  /** The kind before the first character; constant when no pattern has an assertion. */
  readonly startKind: number;
};

export function buildProgram(
  automata: readonly PositionAutomaton[],
  patterns: readonly PatternTraits[],
): Program {
  const useKinds = automata.some(usesAssertions);
  const { setIds, sets } = distinctSets(automata);
  const alphabet = buildAlphabet(sets, useKinds);
  const layout = layOut(automata, setIds);
  const firsts = firstByClass(automata, layout.setOf, alphabet);
  const alive = aliveAfter(layout, alphabet);
  const future = alive.map((_, position) => futureKinds(layout, alive, position));
  const startKind = useKinds ? EDGE : OTHER_CHAR;
  return {
    alphabet,
    patterns,
    ...layout,
    ...firsts,
    alive,
    future,
    covers: coversOf(automata, layout.setOf, alphabet),
    hasAssertions: useKinds,
    startKind,
  };
}

const usesAssertions = (automaton: PositionAutomaton): boolean =>
  automaton.first.some((edge) => edge.condition !== ALWAYS) ||
  automaton.accept.some((condition) => condition !== 0 && condition !== ALWAYS) ||
  automaton.follow.some((edges) => edges.some((edge) => edge.condition !== ALWAYS));

function distinctSets(automata: readonly PositionAutomaton[]) {
  const idByKey = new Map<string, number>();
  const idBySet = new Map<CharSet, number>();
  const sets: CharSet[] = [];
  const setIds: number[] = [];
  for (const set of automata.flatMap((automaton) => automaton.sets)) {
    let id = idBySet.get(set);
    if (id === undefined) {
      const key = charSetKey(set);
      id = idByKey.get(key) ?? sets.push(set) - 1;
      idByKey.set(key, id);
      idBySet.set(set, id);
    }
    setIds.push(id);
  }
  return { setIds, sets };
}

function layOut(automata: readonly PositionAutomaton[], setIds: readonly number[]) {
  const positionCount = setIds.length;
  const patternOf = new Int32Array(positionCount);
  const followStart = new Int32Array(positionCount + 1);
  const accept = new Uint16Array(positionCount);
  const to: number[] = [];
  const conditions: number[] = [];
  let position = 0;
  for (const [pattern, automaton] of automata.entries()) {
    const offset = position;
    for (const [index, edges] of automaton.follow.entries()) {
      patternOf[position] = pattern;
      accept[position] = automaton.accept[index] ?? 0;
      for (const edge of edges) {
        to.push(edge.to + offset);
        conditions.push(edge.condition);
      }
      followStart[++position] = to.length;
    }
  }
  return {
    positionCount,
    patternOf,
    setOf: Int32Array.from(setIds),
    followStart,
    followTo: Int32Array.from(to),
    followIf: Uint16Array.from(conditions),
    accept,
  };
}

function firstByClass(
  automata: readonly PositionAutomaton[],
  setOf: Int32Array,
  { classCount, member }: Alphabet,
) {
  const to: number[][] = Array.from({ length: classCount }, () => []);
  const conditions: number[][] = Array.from({ length: classCount }, () => []);
  let offset = 0;
  for (const automaton of automata) {
    for (const edge of automaton.first) {
      const position = edge.to + offset;
      const row = (setOf[position] ?? 0) * classCount;
      for (let cls = 0; cls < classCount; cls++) {
        if (member[row + cls] !== 1) continue;
        to[cls]?.push(position);
        conditions[cls]?.push(edge.condition);
      }
    }
    offset += automaton.sets.length;
  }
  return {
    firstTo: to.map((list) => Int32Array.from(list)),
    firstIf: conditions.map((list) => Uint16Array.from(list)),
  };
}

type Layout = ReturnType<typeof layOut>;

/** Backward reachability over (position, kind of its character): a thread that cannot match holds nothing. */
function aliveAfter(layout: Layout, alphabet: Alphabet): Uint8Array {
  const kinds = kindsOfPositions(layout, alphabet);
  const alive = new Uint8Array(layout.positionCount);
  const before = sources(layout);
  const queue: number[] = [];
  for (let position = 0; position < layout.positionCount; position++)
    if (revive(layout, alive, kinds, position)) queue.push(position);
  for (let position = queue.pop(); position !== undefined; position = queue.pop())
    for (const source of before[position] ?? [])
      if (revive(layout, alive, kinds, source)) queue.push(source);
  return alive;
}

function kindsOfPositions(layout: Layout, { classCount, kindOf, member }: Alphabet): Uint8Array {
  const ofSet = new Map<number, number>();
  return Uint8Array.from(layout.setOf, (set) => {
    let bits = ofSet.get(set) ?? 0;
    if (bits === 0)
      for (let cls = 1; cls < classCount; cls++)
        if (member[set * classCount + cls] === 1) bits |= 1 << (kindOf[cls] ?? 0);
    ofSet.set(set, bits);
    return bits;
  });
}

function sources(layout: Layout): number[][] {
  const result: number[][] = Array.from({ length: layout.positionCount }, () => []);
  for (let position = 0; position < layout.positionCount; position++)
    for (
      let e = layout.followStart[position] ?? 0;
      e < (layout.followStart[position + 1] ?? 0);
      e++
    )
      result[layout.followTo[e] ?? 0]?.push(position);
  return result;
}

/** Adds the kinds after which the position is alive. True when there were new ones. */
function revive(layout: Layout, alive: Uint8Array, kinds: Uint8Array, position: number): boolean {
  const old = alive[position] ?? 0;
  let bits = old | futureKinds(layout, alive, position);
  for (let kind = 0; kind < 4; kind++)
    if (rowOf(layout.accept[position] ?? 0, kind) !== 0) bits |= 1 << kind;
  bits &= kinds[position] ?? 0;
  alive[position] = bits;
  return bits !== old;
}

/** The kinds after which an edge leads on to a match, or the next character decides about one. */
function futureKinds(layout: Layout, alive: Uint8Array, position: number): number {
  let bits = 0;
  for (let kind = 0; kind < 4; kind++) {
    const row = rowOf(layout.accept[position] ?? 0, kind);
    if (row !== 0 && row !== 15) bits |= 1 << kind;
    for (
      let e = layout.followStart[position] ?? 0;
      e < (layout.followStart[position + 1] ?? 0);
      e++
    )
      if (leadsOn(layout.followIf[e] ?? 0, kind, alive[layout.followTo[e] ?? 0] ?? 0))
        bits |= 1 << kind;
  }
  return bits;
}

function leadsOn(condition: number, kind: number, aliveKinds: number): boolean {
  for (let next = 0; next < 4; next++)
    if (((aliveKinds >> next) & 1) === 1 && holds(condition, kind, next)) return true;
  return false;
}
