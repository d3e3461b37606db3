// What is refused when a pattern is written, with its reason; everything else works.
import { describe, expect, test } from 'vitest';
import { MAX_REPEAT } from '../../../../shared/matching/regex/parse.ts';
import { compilePattern, NO_FLAGS } from '../../../../shared/rules/rules/pattern-source.ts';

const reasonOf = (pattern: string): string | null => {
  const result = compilePattern(pattern, NO_FLAGS, true);
  return typeof result === 'string' ? result : null;
};

describe('refused', () => {
  test.each([
    ['a(?=b)', /look-ahead/],
    ['a(?!b)', /look-ahead/],
    ['(?<=a)b', /look-behind/],
    ['(?<!a)b', /look-behind/],
    ['(a)\\1', /back-references/],
    ['(?P<x>a)(?P=x)', /back-references/],
    ['(?<x>a)\\k<x>', /back-references/],
    ['(?>a)b', /atomic/],
    ['a*', /empty text/],
    ['a?|b', /empty text/],
    ['^', /empty text/],
    ['\\b', /empty text/],
    ['(?:)', /empty text/],
    ['x{0}', /empty text/],
    ['a\\b\\Bc[^\\x00-\\x{10FFFF}]', /never match/],
    ['[^\\x00-\\x{10FFFF}]', /never match/],
    ['a**', /quantifier follows/],
    ['a++', /quantifier follows/],
    ['a{2}{3}', /quantifier follows/],
    ['*a', /nothing to repeat/],
    ['(|+)', /nothing to repeat/],
    ['(a', /without its \)/],
    ['a)', /without its \(/],
    ['[a', /closing \]/],
    ['[]', /closing \]/],
    ['[z-a]', /ends before it begins/],
    ['[a-\\d]', /ends before it begins/],
    ['[[:nope:]]', /does not exist/],
    ['a\\', /ends in a backslash/],
    ['\\C', /\\C is not supported/],
    ['\\y', /\\y is not supported/],
    ['\\p{Nope}', /not supported/],
    ['\\p{__proto__}', /not supported/],
    ['\\p{L', /closing \}/],
    ['\\x{110000}', /hexadecimal/],
    ['\\xZZ', /hexadecimal/],
    ['(?U)a', /not supported/],
    ['(?x)a', /not supported/],
    ['(?#c)a', /not supported/],
    ['(?P<a b>x)', /group name/],
    [`a{${MAX_REPEAT + 1}}`, /at most 1000/],
    ['a{3,2}', /ends before it begins/],
    ['(?:a{1000}){1000}', /states/],
    ['((((a{30}){30}){30}){30})', /states/],
    ['(?:a?){900}b', /ways through/],
    ['(?:x.{300}y.{300}z)', /too many states/],
    ['[ab]*a[ab]{80}', /too many states/],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, /nested/],
    ['a'.repeat(4097), /4096 characters/],
  ])('%j', (pattern, reason) => {
    expect(reasonOf(pattern)).toMatch(reason);
  });

  test('counts of nothing, nested, are no work', () => {
    expect(reasonOf(`a${'(?:'.repeat(60)}${'){1000}'.repeat(60)}`)).toBeNull();
  });
});

describe('accepted', () => {
  test.each([
    'x{1000}',
    '[a-z]{1,200}X',
    '(a+)+$',
    '(a|aa)+$',
    '(.*a){10}',
    '\\b(?:\\d[ -]?){13,16}\\b',
    '\\b\\d(?:[ -]?\\d){12,18}\\b',
    '[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}',
    "^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    '(?i)\\b(?:top|project)[\\s-]+secret\\b',
    'eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+',
    '\\b(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}\\b',
  ])('%s', (pattern) => {
    expect(reasonOf(pattern)).toBeNull();
  });
});
