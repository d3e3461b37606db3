// What stands after a backslash.
import { type CharSet, MAX_CODE_POINT, negate, perlClasses } from './char-set.ts';
import type { Cursor } from './cursor.ts';
import { PatternRefusal } from './syntax.ts';
import { closeOverCase, unicodeProperty } from './unicode-sets.ts';

const CONTROL: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7 };

/** Reads a class escape (`\d`, `\pL`, `\P{Greek}`); null, and nothing taken, when none stands there. */
export function classEscape(cursor: Cursor, ignoreCase: boolean): CharSet | null {
  const name = cursor.peek();
  const positive = name.toLowerCase();
  const perl = Object.hasOwn(perlClasses, positive) ? perlClasses[positive] : undefined;
  if (perl !== undefined) {
    cursor.next();
    return namedSet(perl, name !== positive, ignoreCase);
  }
  if (positive !== 'p') return null;
  cursor.next();
  return propertySet(cursor, name === 'P', ignoreCase);
}

/** As in RE2, the other cases are added before the set is turned round: (?i)\W holds no k. */
export function namedSet(set: CharSet, negated: boolean, ignoreCase: boolean): CharSet {
  const folded = ignoreCase ? closeOverCase(set) : set;
  return negated ? negate(folded) : folded;
}

function propertySet(cursor: Cursor, negated: boolean, ignoreCase: boolean): CharSet {
  const braced = cursor.take('{');
  let name = braced ? cursor.until('}', 'a Unicode class has no closing }') : cursor.next();
  const inverted = name.startsWith('^');
  if (inverted) name = name.slice(1);
  const set = unicodeProperty(name);
  if (set === null) throw new PatternRefusal('a Unicode class of that name is not supported');
  return namedSet(set, negated !== inverted, ignoreCase);
}

/** Reads an escape that stands for one character; the backslash is taken already. */
export function characterEscape(cursor: Cursor): number {
  const char = cursor.next();
  if (char === '') throw new PatternRefusal('the pattern ends in a backslash');
  if (char === 'x') return hexEscape(cursor, 2);
  if (char === 'u') return hexEscape(cursor, 4);
  if (char === '0') return octalEscape(cursor, 0);
  if (/[1-9]/.test(char)) return digitEscape(cursor, char);
  const control = Object.hasOwn(CONTROL, char) ? CONTROL[char] : undefined;
  if (control !== undefined) return control;
  if (/[0-9A-Za-z]/.test(char)) throw new PatternRefusal(`the escape \\${char} is not supported`);
  return char.codePointAt(0) ?? 0;
}

/** `\123` is octal when three octal digits stand there, as in RE2; anything else is a back-reference. */
function digitEscape(cursor: Cursor, first: string): number {
  if (/[1-7]/.test(first) && /[0-7]/.test(cursor.peek()) && /[0-7]/.test(cursor.peek(1)))
    return octalEscape(cursor, Number(first));
  throw new PatternRefusal('back-references are not supported');
}

function octalEscape(cursor: Cursor, first: number): number {
  let value = first;
  for (let i = 0; i < 2 && /^[0-7]$/.test(cursor.peek()); i++)
    value = value * 8 + Number(cursor.next());
  return value;
}

function hexEscape(cursor: Cursor, width: number): number {
  let digits = '';
  if (cursor.take('{')) digits = cursor.until('}', 'an escape has no closing }');
  else for (let i = 0; i < width; i++) digits += cursor.next();
  const isHex = /^[0-9A-Fa-f]{1,8}$/.test(digits);
  const value = isHex ? Number.parseInt(digits, 16) : MAX_CODE_POINT + 1;
  if (value > MAX_CODE_POINT)
    throw new PatternRefusal('an escape does not name a character in hexadecimal');
  return value;
}
