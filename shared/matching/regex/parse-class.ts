// Bracket expressions: [a-z], [^\d_], [[:alpha:]].
import { ANY_CHAR, type CharSet, charSet, negate, posixClasses } from './char-set.ts';
import type { Cursor } from './cursor.ts';
import { characterEscape, classEscape, namedSet } from './parse-escape.ts';
import { PatternRefusal } from './syntax.ts';

const NO_END = 'a character class has no closing ]';

/** Reads a class; the opening bracket is taken already. */
export function parseClass(cursor: Cursor, ignoreCase: boolean): CharSet {
  const negated = cursor.take('^');
  const ranges: number[] = [];
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    if (cursor.done) throw new PatternRefusal(NO_END);
    ranges.push(...classItem(cursor, ignoreCase));
  }
  cursor.next();
  const set = charSet(ranges);
  return negated ? negate(set) : set;
}

function classItem(cursor: Cursor, ignoreCase: boolean): CharSet {
  if (cursor.startsWith('[:')) return posixClass(cursor, ignoreCase);
  const low = classAtom(cursor, ignoreCase);
  if (typeof low !== 'number') return low;
  if (cursor.peek() !== '-' || cursor.peek(1) === ']' || cursor.peek(1) === '')
    return namedSet([low, low], false, ignoreCase);
  cursor.next();
  const high = classAtom(cursor, ignoreCase);
  if (typeof high !== 'number' || high < low)
    throw new PatternRefusal('a range in a character class ends before it begins');
  return namedSet([low, high], false, ignoreCase);
}

/** One character, or the set of a class escape. */
function classAtom(cursor: Cursor, ignoreCase: boolean): number | CharSet {
  const char = cursor.next();
  if (char === '') throw new PatternRefusal(NO_END);
  if (char !== '\\') return char.codePointAt(0) ?? 0;
  return classEscape(cursor, ignoreCase) ?? characterEscape(cursor);
}

function posixClass(cursor: Cursor, ignoreCase: boolean): CharSet {
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
  return namedSet(set, negated, ignoreCase);
}

/** `.`: anything, but a line feed only with flag s. */
export const dotSet = (dotAll: boolean): CharSet => (dotAll ? ANY_CHAR : negate([0x0a, 0x0a]));
