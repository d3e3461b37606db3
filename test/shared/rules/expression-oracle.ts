// An independent model of regular expressions for tests, which shares no code with the engine.
//
// Brzozowski derivatives of a tree of its own, and spans by definition.

export type Expr =
  | { readonly op: 'none' }
  | { readonly op: 'empty' }
  | { readonly op: 'chars'; readonly chars: string }
  | { readonly op: 'assert'; readonly name: '^' | '$' | '\\b' | '\\B' | '(?m:^)' | '(?m:$)' }
  | { readonly op: 'seq'; readonly a: Expr; readonly b: Expr }
  | { readonly op: 'or'; readonly a: Expr; readonly b: Expr }
  | { readonly op: 'star'; readonly a: Expr }
  | { readonly op: 'count'; readonly a: Expr; readonly min: number; readonly max: number };

const NONE: Expr = { op: 'none' };
const EMPTY: Expr = { op: 'empty' };

export const chars = (set: string): Expr => ({ op: 'chars', chars: set });
export const seq = (a: Expr, b: Expr): Expr => {
  if (a.op === 'none' || b.op === 'none') return NONE;
  if (a.op === 'empty') return b;
  return b.op === 'empty' ? a : { op: 'seq', a, b };
};
export const or = (a: Expr, b: Expr): Expr => {
  if (a.op === 'none') return b;
  if (b.op === 'none' || JSON.stringify(a) === JSON.stringify(b)) return a;
  return { op: 'or', a, b };
};
export const star = (a: Expr): Expr => ({ op: 'star', a });
export const count = (a: Expr, min: number, max: number): Expr => ({ op: 'count', a, min, max });

/** '' stands for the edge of the text. */
const isWord = (char: string): boolean => /^\w$/.test(char);

function asserts(name: string, before: string, after: string): boolean {
  switch (name) {
    case '^':
      return before === '';
    case '$':
      return after === '';
    case '(?m:^)':
      return before === '' || before === '\n';
    case '(?m:$)':
      return after === '' || after === '\n';
    case '\\b':
      return isWord(before) !== isWord(after);
    default:
      return isWord(before) === isWord(after);
  }
}

/** Whether the expression matches the empty text between two characters. */
function nullable(expr: Expr, before: string, after: string): boolean {
  switch (expr.op) {
    case 'none':
    case 'chars':
      return false;
    case 'empty':
    case 'star':
      return true;
    case 'assert':
      return asserts(expr.name, before, after);
    case 'seq':
      return nullable(expr.a, before, after) && nullable(expr.b, before, after);
    case 'or':
      return nullable(expr.a, before, after) || nullable(expr.b, before, after);
    case 'count':
      return expr.min === 0 || nullable(expr.a, before, after);
  }
}

/** What is left to match after `char`. */
function derive(expr: Expr, before: string, char: string): Expr {
  switch (expr.op) {
    case 'none':
    case 'empty':
    case 'assert':
      return NONE;
    case 'chars':
      return expr.chars.includes(char) ? EMPTY : NONE;
    case 'or':
      return or(derive(expr.a, before, char), derive(expr.b, before, char));
    case 'seq': {
      const first = seq(derive(expr.a, before, char), expr.b);
      return nullable(expr.a, before, char) ? or(first, derive(expr.b, before, char)) : first;
    }
    case 'star':
      return seq(derive(expr.a, before, char), expr);
    case 'count': {
      if (expr.max === 0) return NONE;
      // Copies that match nothing here may be skipped, so one copy less of the minimum is always enough.
      const rest = count(expr.a, Math.max(0, expr.min - 1), expr.max - 1);
      const first = seq(derive(expr.a, before, char), rest);
      return nullable(expr.a, before, char) && expr.min > 0
        ? or(first, derive(rest, before, char))
        : first;
    }
  }
}

/** The most characters that one way through the expression needs, each loop taken once. */
export function width(expr: Expr): number {
  switch (expr.op) {
    case 'chars':
      return 1;
    case 'seq':
      return width(expr.a) + width(expr.b);
    case 'or':
      return Math.max(width(expr.a), width(expr.b));
    case 'star':
      return width(expr.a);
    case 'count':
      return expr.max * width(expr.a);
    default:
      return 0;
  }
}

/** The pattern's text in RE2's syntax. */
export function print(expr: Expr): string {
  switch (expr.op) {
    case 'none':
      return '[^\\x00-\\x{10FFFF}]';
    case 'empty':
      return '(?:)';
    case 'chars':
      return expr.chars.length === 1
        ? quote(expr.chars)
        : `[${Array.from(expr.chars, quote).join('')}]`;
    case 'assert':
      return expr.name;
    case 'seq':
      return print(expr.a) + print(expr.b);
    case 'or':
      return `(?:${print(expr.a)}|${print(expr.b)})`;
    case 'star':
      return `(?:${print(expr.a)})*`;
    case 'count':
      return `(?:${print(expr.a)}){${expr.min},${expr.max}}`;
  }
}

const quote = (char: string): string => (char === '\n' ? '\\n' : char === '-' ? '\\-' : char);

type Node = { readonly expr: Expr; readonly next: Map<string, Node> };

/** Runs derivatives with a memory, so that millions of short runs are cheap. */
export class Runner {
  readonly root: Node;
  readonly #nodes = new Map<string, Node>();

  constructor(expr: Expr) {
    this.root = this.#node(expr);
  }

  /** Ends of all matches that begin at `start`, in order. */
  ends(text: string, start: number): number[] {
    const ends: number[] = [];
    let node: Node | undefined = this.root;
    for (let at = start; node !== undefined && node.expr.op !== 'none'; at++) {
      const before = text.charAt(at - 1);
      if (at > start && nullable(node.expr, before, text.charAt(at))) ends.push(at);
      if (at === text.length) break;
      node = this.#step(node, before, text.charAt(at));
    }
    return ends;
  }

  #step(node: Node, before: string, char: string): Node {
    const key = `${before === '' ? 'edge' : before}${char}`;
    let next = node.next.get(key);
    if (next === undefined) {
      next = this.#node(derive(node.expr, before, char));
      node.next.set(key, next);
    }
    return next;
  }

  #node(expr: Expr): Node {
    const key = JSON.stringify(expr);
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = { expr, next: new Map() };
      this.#nodes.set(key, node);
    }
    return node;
  }
}

export type Span = readonly [number, number];

/** Leftmost, of those the longest, not overlapping. */
export function leftmostLongest(runner: Runner, text: string): Span[] {
  const spans: Span[] = [];
  for (let start = 0; start < text.length; ) {
    const end = runner.ends(text, start).at(-1);
    if (end === undefined) start++;
    else {
      spans.push([start, end]);
      start = end;
    }
  }
  return spans;
}
