// Bracket expressions: [a-z], [^\d_], [[:alpha:]].
import { ANY_CHAR, type CharSet, charSet, negate, posixClasses } from './char-set.ts';
import type { Cursor } from './cursor.ts';
import { characterEscape, classEscape } from './parse-escape.ts';
import { PatternRefusal } from './syntax.ts';
import { closeOverCase } from './unicode-sets.ts';

const NO_END = 'a character class has no closing ]';

/** Reads a class; the opening bracket is taken already. */
export function parseClass(cursor: Cursor, ignoreCase: boolean): CharSet {
  const negated = cursor.take('^');
  const ranges: number[] = [];
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    if (cursor.done) throw new PatternRefusal(NO_END);
    ranges.push(...classItem(cursor));
  }
  cursor.next();
  const set = ignoreCase ? closeOverCase(charSet(ranges)) : charSet(ranges);
  return negated ? negate(set) : set;
}

function classItem(cursor: Cursor): CharSet {
  if (cursor.startsWith('[:')) return posixClass(cursor);
  const low = classAtom(cursor);
  if (typeof low !== 'number') return low;
  if (cursor.peek() !== '-' || cursor.peek(1) === ']' || cursor.peek(1) === '') return [low, low];
  cursor.next();
  const high = classAtom(cursor);
  if (typeof high !== 'number' || high < low)
    throw new PatternRefusal('a range in a character class ends before it begins');
  return [low, high];
}

/** One character, or the set of a class escape. */
function classAtom(cursor: Cursor): number | CharSet {
  const char = cursor.next();
  if (char === '') throw new PatternRefusal(NO_END);
  if (char !== '\\') return char.codePointAt(0) ?? 0;
  return classEscape(cursor) ?? characterEscape(cursor);
}

function posixClass(cursor: Cursor): CharSet {
  const mark = cursor.mark();
  cursor.take('[:');
  const negated = cursor.take('^');
  let name = '';
  while (/^[a-z]$/.test(cursor.peek())) name += cursor.next();
  if (!cursor.take(':]')) {
    cursor.reset(mark);
    cursor.next();
    return [0x5b, 0x5b];
  }
  const set = Object.hasOwn(posixClasses, name) ? posixClasses[name] : undefined;
  if (set === undefined) throw new PatternRefusal('a [[:class:]] of that name does not exist');
  return negated ? negate(set) : set;
}

/** `.`: anything, but a line feed only with flag s. */
export const dotSet = (dotAll: boolean): CharSet => (dotAll ? ANY_CHAR : negate([0x0a, 0x0a]));
