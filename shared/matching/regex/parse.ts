// Parses the supported subset of RE2's syntax.
//
// Lazy quantifiers and capturing groups are accepted and change nothing: a match is the leftmost, and of those the
// longest.
import type { CharSet } from './char-set.ts';
import {
  LINE_END,
  LINE_START,
  NOT_WORD_BOUNDARY,
  TEXT_END,
  TEXT_START,
  WORD_BOUNDARY,
} from './condition.ts';
import { Cursor } from './cursor.ts';
import { dotSet, parseClass } from './parse-class.ts';
import { characterEscape, classEscape } from './parse-escape.ts';
import { type Node, type PatternFlags, PatternRefusal } from './syntax.ts';
import { closeOverCase } from './unicode-sets.ts';

export const MAX_PATTERN_LENGTH = 4096;
export const MAX_REPEAT = 1000;
const MAX_NESTING = 100;

const EMPTY: Node = { kind: 'empty' };

/** Throws PatternRefusal with the reason. */
export function parsePattern(source: string, flags: PatternFlags): Node {
  if (source.length > MAX_PATTERN_LENGTH)
    throw new PatternRefusal(`a pattern may have at most ${MAX_PATTERN_LENGTH} characters`);
  return new Parser(source, flags).parse();
}

class Parser {
  readonly #cursor: Cursor;
  #flags: PatternFlags;
  #depth = 0;

  constructor(source: string, flags: PatternFlags) {
    this.#cursor = new Cursor(source);
    this.#flags = flags;
  }

  parse(): Node {
    const node = this.#alternation();
    if (!this.#cursor.done) throw new PatternRefusal('there is a ) without its (');
    return node;
  }

  #alternation(): Node {
    const items = [this.#sequence()];
    while (this.#cursor.take('|')) items.push(this.#sequence());
    return items.length === 1 ? (items[0] ?? EMPTY) : { kind: 'alt', items };
  }

  #sequence(): Node {
    const items: Node[] = [];
    for (;;) {
      const char = this.#cursor.peek();
      if (char === '' || char === '|' || char === ')') break;
      if (this.#cursor.take('\\Q')) items.push(...this.#quoted());
      else items.push(this.#quantified(this.#atom()));
    }
    return items.length === 1 ? (items[0] ?? EMPTY) : { kind: 'cat', items };
  }

  /** `\Q…\E`: everything between is literal; the end of the pattern closes it too. A quantifier takes the last. */
  #quoted(): Node[] {
    const items: Node[] = [];
    while (!this.#cursor.done && !this.#cursor.take('\\E'))
      items.push(this.#literal(this.#cursor.next().codePointAt(0) ?? 0));
    const last = items.pop();
    return last === undefined ? [] : [...items, this.#quantified(last)];
  }

  #quantified(node: Node): Node {
    const range = this.#quantifier();
    if (range === null) return node;
    this.#cursor.take('?');
    if (this.#quantifier() !== null)
      throw new PatternRefusal('a quantifier follows a quantifier; group the first one');
    return { kind: 'repeat', node, min: range[0], max: range[1] };
  }

  #quantifier(): readonly [number, number] | null {
    if (this.#cursor.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#cursor.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#cursor.take('?')) return [0, 1];
    return this.#cursor.peek() === '{' ? this.#counted() : null;
  }

  /** `{n}`, `{n,}`, `{n,m}`; anything else after a brace is literal, as in RE2. */
  #counted(): readonly [number, number] | null {
    const mark = this.#cursor.mark();
    this.#cursor.next();
    let body = '';
    while (/^[\d,]$/.test(this.#cursor.peek())) body += this.#cursor.next();
    const parts = /^(\d+)(?:(,)(\d*))?$/.exec(body);
    if (parts === null || !this.#cursor.take('}')) {
      this.#cursor.reset(mark);
      return null;
    }
    const min = Number(parts[1]);
    const open = parts[2] !== undefined && parts[3] === '';
    const max = open ? Number.POSITIVE_INFINITY : Number(parts[3] ?? parts[1]);
    if (min > MAX_REPEAT || (max > MAX_REPEAT && !open))
      throw new PatternRefusal(`a count may be at most ${MAX_REPEAT}`);
    if (max < min) throw new PatternRefusal('a count ends before it begins');
    return [min, max];
  }

  #atom(): Node {
    const char = this.#cursor.next();
    switch (char) {
      case '(':
        return this.#group();
      case '[':
        return this.#set(parseClass(this.#cursor, this.#flags.ignoreCase));
      case '.':
        return this.#set(dotSet(this.#flags.dotAll));
      case '^':
        return this.#assert(this.#flags.multiLine ? LINE_START : TEXT_START);
      case '$':
        return this.#assert(this.#flags.multiLine ? LINE_END : TEXT_END);
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw new PatternRefusal('a quantifier has nothing to repeat');
      default:
        return this.#literal(char.codePointAt(0) ?? 0);
    }
  }

  #escape(): Node {
    const next = this.#cursor.peek();
    if (next === 'k') throw new PatternRefusal('back-references are not supported');
    const assertion = ASSERTIONS[next];
    if (assertion !== undefined) {
      this.#cursor.next();
      return this.#assert(assertion);
    }
    const set = classEscape(this.#cursor, this.#flags.ignoreCase);
    if (set !== null) return this.#set(set);
    return this.#literal(characterEscape(this.#cursor));
  }

  #group(): Node {
    const outer = this.#flags;
    if (++this.#depth > MAX_NESTING)
      throw new PatternRefusal(`groups may be nested at most ${MAX_NESTING} deep`);
    if (this.#cursor.take('?') && this.#groupHead()) {
      this.#depth--;
      return EMPTY;
    }
    const node = this.#alternation();
    if (!this.#cursor.take(')')) throw new PatternRefusal('there is a ( without its )');
    this.#flags = outer;
    this.#depth--;
    return node;
  }

  /** Reads what follows `(?`. True when the group ended there and only set flags for what follows. */
  #groupHead(): boolean {
    const cursor = this.#cursor;
    if (cursor.peek() === '=' || cursor.peek() === '!')
      throw new PatternRefusal('look-ahead is not supported');
    if (cursor.startsWith('<=') || cursor.startsWith('<!'))
      throw new PatternRefusal('look-behind is not supported');
    if (cursor.peek() === '>') throw new PatternRefusal('atomic groups are not supported');
    if (cursor.startsWith('P=')) throw new PatternRefusal('back-references are not supported');
    if (cursor.take('P<') || cursor.take('<')) {
      if (!/^\w+$/.test(cursor.until('>', 'a group name has no closing >')))
        throw new PatternRefusal('a group name may hold letters, digits and _');
      return false;
    }
    return this.#groupFlags();
  }

  #groupFlags(): boolean {
    let value = true;
    for (;;) {
      const char = this.#cursor.next();
      if (char === ')' || char === ':') return char === ')';
      if (char === '-' && value) value = false;
      else if (char === 'i') this.#flags = { ...this.#flags, ignoreCase: value };
      else if (char === 'm') this.#flags = { ...this.#flags, multiLine: value };
      else if (char === 's') this.#flags = { ...this.#flags, dotAll: value };
      else throw new PatternRefusal('this kind of group is not supported; flags are i, m and s');
    }
  }

  #literal(point: number): Node {
    const set: CharSet = [point, point];
    return this.#set(this.#flags.ignoreCase ? closeOverCase(set) : set);
  }

  #set(set: CharSet): Node {
    return { kind: 'set', set };
  }

  #assert(condition: number): Node {
    return { kind: 'assert', condition };
  }
}

const ASSERTIONS: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  A: TEXT_START,
  z: TEXT_END,
  b: WORD_BOUNDARY,
  B: NOT_WORD_BOUNDARY,
});
