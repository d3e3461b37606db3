// Glushkov's construction: a pattern as positions (one per character set in it) and the edges between them.
// No empty moves remain; assertions have become conditions of edges.
import type { CharSet } from './char-set.ts';
import { ALWAYS, NEVER } from './condition.ts';
import { type Node, PatternRefusal } from './syntax.ts';

const MAX_POSITIONS = 1200;
const MAX_EDGES = 24_000;

type Edge = { readonly to: number; readonly condition: number };

/** One pattern. Positions are numbered from 0. */
export type PositionAutomaton = {
  readonly sets: readonly CharSet[];
  readonly first: readonly Edge[];
  readonly follow: readonly (readonly Edge[])[];
  /** Per position: the condition under which a match may end after it; NEVER if it may not. */
  readonly accept: readonly number[];
};

/** What a part of a pattern looks like from outside. `empty` is the condition under which it matches nothing. */
type Part = { readonly first: Edge[]; readonly last: Edge[]; readonly empty: number };

const NOTHING: Part = { first: [], last: [], empty: ALWAYS };

/** Throws PatternRefusal: empty matches, impossible patterns, too many states. */
export function buildPositions(root: Node): PositionAutomaton {
  const builder = new Builder();
  const whole = builder.build(root);
  if (whole.empty !== NEVER) throw new PatternRefusal('the pattern can match the empty text');
  if (whole.first.length === 0 || whole.last.length === 0)
    throw new PatternRefusal('the pattern can never match');
  return builder.finish(whole);
}

class Builder {
  readonly #sets: CharSet[] = [];
  readonly #follow: Map<number, number>[] = [];
  #edges = 0;

  build(node: Node): Part {
    switch (node.kind) {
      case 'empty':
        return NOTHING;
      case 'assert':
        return { first: [], last: [], empty: node.condition };
      case 'set':
        return this.#position(node.set);
      case 'alt':
        return node.items.map((item) => this.build(item)).reduce(alternative);
      case 'cat':
        return node.items.reduce<Part>((left, item) => this.#join(left, this.build(item)), NOTHING);
      case 'repeat':
        return this.#repeat(node.node, node.min, node.max);
    }
  }

  finish(whole: Part): PositionAutomaton {
    const accept = this.#sets.map(() => NEVER);
    for (const edge of whole.last) accept[edge.to] = (accept[edge.to] ?? NEVER) | edge.condition;
    const follow = this.#follow.map((edges) =>
      Array.from(edges, ([to, condition]) => ({ to, condition })),
    );
    return { sets: this.#sets, first: merged(whole.first), follow, accept };
  }

  #position(set: CharSet): Part {
    if (set.length === 0) return { first: [], last: [], empty: NEVER };
    const position = this.#sets.length;
    if (position >= MAX_POSITIONS)
      throw new PatternRefusal(`the pattern needs more than ${MAX_POSITIONS} states`);
    this.#sets.push(set);
    this.#follow.push(new Map());
    const edge = { to: position, condition: ALWAYS };
    return { first: [edge], last: [edge], empty: NEVER };
  }

  #join(left: Part, right: Part): Part {
    this.#link(left.last, right.first);
    return {
      first: [...left.first, ...under(left.empty, right.first)],
      last: [...right.last, ...under(right.empty, left.last)],
      empty: left.empty & right.empty,
    };
  }

  #link(from: readonly Edge[], to: readonly Edge[]): void {
    this.#edges += from.length * to.length;
    if (this.#edges > MAX_EDGES)
      throw new PatternRefusal('the pattern has too many ways through its repetitions');
    for (const source of from) {
      const edges = this.#follow[source.to];
      for (const target of to) {
        const condition = source.condition & target.condition;
        if (condition !== NEVER) edges?.set(target.to, (edges.get(target.to) ?? NEVER) | condition);
      }
    }
  }

  /** x{n,m} as n copies and then x(x(x)?)?, so that the edges grow with the count and not with its square. */
  #repeat(node: Node, min: number, max: number): Part {
    if (max === 0) return NOTHING;
    const before = this.#sets.length;
    const once = this.build(node);
    // Without a position, one repetition says it all; nested counts of nothing would otherwise take for ever.
    if (this.#sets.length === before) return min === 0 ? { ...once, empty: ALWAYS } : once;
    if (max === Number.POSITIVE_INFINITY) return this.#openRepeat(node, once, min);
    let part = min > 0 ? once : NOTHING;
    for (let i = 1; i < min; i++) part = this.#join(part, this.build(node));
    const optional = max - min - (min > 0 ? 0 : 1);
    const copies = Array.from({ length: optional }, () => this.build(node));
    if (min === 0) copies.unshift(once);
    return this.#join(part, this.#optionalChain(copies));
  }

  #openRepeat(node: Node, once: Part, min: number): Part {
    let part = NOTHING;
    let last = once;
    for (let i = 1; i < min; i++) {
      part = this.#join(part, last);
      last = this.build(node);
    }
    this.#link(last.last, last.first);
    return this.#join(part, min === 0 ? { ...last, empty: ALWAYS } : last);
  }

  #optionalChain(copies: readonly Part[]): Part {
    let rest = NOTHING;
    for (const copy of copies.toReversed()) rest = { ...this.#join(copy, rest), empty: ALWAYS };
    return rest;
  }
}

const under = (condition: number, edges: readonly Edge[]): Edge[] =>
  condition === NEVER
    ? []
    : edges
        .map((edge) => ({ to: edge.to, condition: edge.condition & condition }))
        .filter((edge) => edge.condition !== NEVER);

const alternative = (left: Part, right: Part): Part => ({
  first: [...left.first, ...right.first],
  last: [...left.last, ...right.last],
  empty: left.empty | right.empty,
});

function merged(edges: readonly Edge[]): Edge[] {
  const byTarget = new Map<number, number>();
  for (const edge of edges)
    byTarget.set(edge.to, (byTarget.get(edge.to) ?? NEVER) | edge.condition);
  return Array.from(byTarget, ([to, condition]) => ({ to, condition }));
}
