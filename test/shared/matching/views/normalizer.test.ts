// The views: what is seen through a disguise, where it stands in the text, and that every prefix gives a prefix.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Normalizer,
  STANDARD_VIEW,
  standardNormalizer,
} from '../../../../shared/matching/views/normalizer.ts';

const seen = (text: string, normalizer = standardNormalizer): string =>
  normalizer.view(text, 0, text.length, 0).text;

describe('the standard view', () => {
  test.each([
    ['plain ASCII ~!', 'plain ASCII ~!'],
    ['ａｄｍｉｎ＠ｘ', 'admin@x'],
    ['раураl', 'paypal'],
    ['4\u200b1\u200d1\u20601\ufeff', '4111'],
    ['\u202eabc\u202c\u2066d\u2069', 'abcd'],
    ['a\u{e0061}\u{e0062}b\ufe0f', 'ab'],
    ['١٢٣ ۴ १ 𝟗 ９', '123 4 1 9 9'],
    ['ﬁ ℌ ① ㏂', 'fi H 1 a.m.'],
    ['é', 'e\u0301'],
    ['e\u0301', 'e\u0301'],
    ['rn', 'rn'],
    ['4111–1111‑1111', '4111-1111-1111'],
    ['日本語 😀', '日本語 😀'],
    ['\ud83d', '\ud83d'],
    ['한', '한'.normalize('NFKD')],
  ])('%j is seen as %j', (text, expected) => {
    expect(seen(text)).toBe(expected);
  });

  test('every decimal digit of Unicode is seen as an ASCII digit, in order', () => {
    let last = -1;
    for (let point = 0x80; point < 0x1fc00; point++) {
      const char = String.fromCodePoint(point);
      if (!/\p{Nd}/u.test(char)) continue;
      const digit = seen(char);
      expect(digit).toMatch(/^\d$/);
      expect(Number(digit), point.toString(16)).toBe((last + 1) % 10);
      last = Number(digit);
    }
  });

  test('offsets lead to the characters that were there', () => {
    const text = 'x\u200bﬁ😀';
    const view = standardNormalizer.view(text, 0, text.length, 100);
    expect(view.text).toBe('xfi😀');
    expect(Array.from(view.starts ?? [])).toEqual([100, 102, 102, 103, 103]);
    expect(Array.from(view.ends ?? [])).toEqual([101, 103, 103, 105, 105]);
  });

  test('the view of a text is the views of its parts, one after the other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(seen(a + b)).toBe(seen(a) + seen(b));
      }),
    );
  });

  test('the first change is where the view begins to differ', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const at = standardNormalizer.firstChange(text, 0, text.length);
        expect(seen(text.slice(0, at))).toBe(text.slice(0, at));
        const char = at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';
        if (char !== '') expect(seen(char)).not.toBe(char);
      }),
    );
  });
});

describe('further views', () => {
  test('lower case, without marks, white space as one', () => {
    const all = new Normalizer({
      lowercase: true,
      removeDiacritics: true,
      collapseWhitespace: true,
    });
    expect(seen('  Crème \t\n BRÛLÉE', all)).toBe(' creme brulee');
    expect(seen('Crème', new Normalizer({ ...STANDARD_VIEW, removeDiacritics: true }))).toBe(
      'Creme',
    );
  });
});
