// The views: what is seen through a disguise, where it stands in the text, and that every prefix gives a prefix.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Normalizer,
  STANDARD_VIEW,
  standardNormalizer,
  tagNormalizer,
} from '../../../../shared/matching/views/normalizer.ts';
import { evaluate } from '../../../../shared/rules/evaluate.ts';
import { policyOf, termRule } from '../../rules/helpers.ts';

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
    ['night\u0000jar\u0007 \u007fx', 'nightjar x'],
    ['a\tb\nc\r', 'a\tb\nc\r'],
    ['ni\ufff9gh\ufffat\ufffb\u2800jar', 'nightjar'],
    ['İSTANBUL ıx', 'ISTANBUL ix'],
    ['Straße STRAẞE', 'Strasse STRASSE'],
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

describe('the view of tags', () => {
  const tags = (text: string): string =>
    Array.from(text, (char) => String.fromCodePoint(0xe0000 + (char.codePointAt(0) ?? 0))).join('');

  test('reads what they spell, and leaves all else', () => {
    const text = `pay ${tags('4111 1111')} é\u200b\u{e0001}\u{e007f}`;
    expect(seen(text, tagNormalizer)).toBe('pay 4111 1111 é\u200b\u{e0001}\u{e007f}');
    expect(seen(text)).toBe('pay  e\u0301');
  });

  test('a card in tags is found, and a word with tags strewn in', () => {
    const card = tags('4111111111111111');
    const policy = policyOf([{ rule_type: 'structured_id', decision: 'block', config: {} }]);
    expect(evaluate(policy, `x ${card} y`, 'inbound').decision).toBe('block');
    const words = policyOf([termRule(['nightjar'])]);
    const masked = (text: string) => evaluate(words, text, 'inbound').text;
    expect(masked(`a ni${tags('xx')}ghtjar b`)).toBe('a [T] b');
    expect(masked(`a ${tags('nightjar')} b`)).toBe('a [T] b');
    expect(masked('a night\u0000jar b')).toBe('a [T] b');
    expect(masked('a night\u2800jar b')).toBe('a [T] b');
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
