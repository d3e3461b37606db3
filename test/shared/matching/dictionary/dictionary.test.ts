// Terms: every occurrence, whole words, sets of words, large dictionaries.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildAutomaton } from '../../../../shared/matching/dictionary/build-automaton.ts';
import type { TermOptions } from '../../../../shared/matching/dictionary/term-symbols.ts';
import { compilePolicy } from '../../../../shared/rules/compile.ts';
import { allCuts, masked, policyOf, streamed, termRule } from '../../rules/helpers.ts';

const terms = (list: string[], config: object = {}) => policyOf([termRule(list, config)]);

describe('whole words', () => {
  test.each([
    ['art', 'cart art, artful (art) ART_ art', 'cart [T], artful ([T]) ART_ [T]'],
    [
      'new york',
      'New York, new  york, renew york, new yorker',
      '[T], new  york, renew york, new yorker',
    ],
    ['C++', 'C++ and C++11 but not cC++', '[T] and [T]11 but not cC++'],
    ['.NET', 'the .NET and ASP.NET', 'the [T] and ASP[T]'],
    ['$', 'a$b $', 'a[T]b [T]'],
    ['café', 'café cafés cafe\u0301', '[T] cafés [T]'],
    ['東京', '東京都は東京', '[T]都は[T]'],
    ['привет', 'Привет, приветы', '[T], приветы'],
  ])('%s in %s', (term, text, expected) => {
    expect(masked(terms([term]), text)).toBe(expected);
    for (const pieces of allCuts(text))
      expect(streamed(terms([term]).plans.outbound, pieces).text).toBe(expected);
  });
});

describe('substrings', () => {
  test.each([
    [['he', 'she', 'hers'], 'ushers', 'u[T]'],
    [['aa'], 'aaa a aa', '[T] a [T]'],
    [['ab', 'b'], 'abab', '[T][T]'],
    [['ÄRGER'], 'kein ärger', 'kein [T]'],
    [['ΟΔΟΣ', 'σοφία'], 'οδος οδοσ Οδός ΣΟΦΊΑ', '[T] [T] Οδός [T]'],
  ])('%j in %s', (list, text, expected) => {
    expect(masked(terms(list, { whole_word: false }), text)).toBe(expected);
  });

  test('case counts when asked', () => {
    const policy = terms(['Apollo'], { case_sensitive: true });
    expect(masked(policy, 'Apollo apollo')).toBe('[T] apollo');
  });
});

describe('words in any order', () => {
  const unordered = (list: string[], window_size = 4) =>
    terms(list, { match_mode: 'unordered', window_size });

  test.each([
    ['john smith', 'smith, of course, John', '[T]'],
    ['john smith', 'smith is my friend john', 'smith is my friend john'],
    ['john smith', 'john smith john', '[T]'],
    ['john smith', 'johnny smith', 'johnny smith'],
    ['one', 'one and one', '[T] and [T]'],
    ['a b c', 'a a b b c', 'a [T]'],
    ['a b', 'a x b b a', '[T] [T]'],
  ])('%s in %s', (term, text, expected) => {
    const policy = unordered([term]);
    expect(masked(policy, text)).toBe(expected);
    for (const pieces of allCuts(text))
      expect(streamed(policy.plans.outbound, pieces).text).toBe(expected);
  });

  test('exactly what may become part of a match is held', () => {
    const plan = unordered(['john smith'], 3).plans.outbound;
    const { steps } = streamed(plan, ['a john', ' ', 'x ', 'y', ' ', 'smith j', 'im ']);
    expect(steps).toEqual([
      'a ',
      'a ',
      'a ',
      'a john x y',
      'a john x y ',
      'a john x y ',
      'a john x y ',
      'a john x y smith jim ',
    ]);
  });

  test('a window longer than the cap counts as a match', () => {
    const plan = unordered(['john smith'], 10).plans.outbound;
    const text = `john ${'x'.repeat(60)} y z`;
    for (const pieces of [[text], ...allCuts(text)])
      expect(streamed(plan, pieces, { maxHoldChars: 20 }).text).not.toContain('john');
  });
});

describe('large dictionaries', () => {
  const words = Array.from(
    { length: 20_000 },
    (_, index) => `w${((index * 7919) % 1_000_003).toString(36)}q${index % 97}`,
  );
  const automaton = buildAutomaton(words, { wholeWord: true, caseSensitive: false });

  test('every term is found, and nothing that is no term', () => {
    const finder = policyOf(
      [{ rule_type: 'aho_corasick', config: { dictionary_id: 'dict_1', replacement: '[T]' } }],
      { findDictionary: () => ({ hash: 'h', automaton }) },
    );
    for (let at = 0; at < words.length; at += 97) {
      const word = words[at] ?? '';
      expect(masked(finder, `a ${word} b ${word}x c`)).toBe(`a [T] b ${word}x c`);
    }
  });

  test('rules that share one are bounded by it once', () => {
    const rule = { rule_type: 'aho_corasick', config: { dictionary_id: 'x' } };
    const many = Array.from({ length: 60 }, () => rule);
    expect(automaton.fail.length * many.length).toBeGreaterThan(3_000_000);
    const findDictionary = () => ({ hash: 'h', automaton });
    expect(policyOf(many, { findDictionary }).ruleCount).toBe(60);
    const apart = (_: string, options: TermOptions) => ({
      hash: 'h',
      automaton: { ...automaton, wholeWord: options.wholeWord },
    });
    expect(() => policyOf(many, { findDictionary: apart })).toThrow('states together');
  });

  test('its content is part of the policy\u2019s hash', () => {
    const source = {
      rules: [
        {
          name: 'd',
          rule_type: 'aho_corasick',
          direction: 'all',
          decision: 'mask',
          config: { dictionary_id: 'x' },
        },
      ],
    };
    const hashWith = (hash: string): string => {
      const result = compilePolicy(source, { findDictionary: () => ({ hash, automaton }) });
      return result.kind === 'compiled' ? result.policy.hash : '';
    };
    expect(hashWith('1')).not.toBe(hashWith('2'));
    expect(hashWith('1')).toBe(hashWith('1'));
  });
});

describe('against a plain search', () => {
  test('all occurrences of all terms', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '😀', ' '),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 5 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', ' ', 'c'), maxLength: 30 }),
        (list, text) => {
          fc.pre(list.every((term) => term.trim() !== ''));
          const policy = terms(list, {
            whole_word: false,
            case_sensitive: true,
            replacement: undefined,
            mask_char: '#',
          });
          const marks = text.split('').map(() => false);
          for (const term of list)
            for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1))
              marks.fill(true, at, at + term.length);
          const expected = Array.from(text, (char) => char);
          let unit = 0;
          const shown = expected.map((char) => {
            const isMarked = marks[unit] === true;
            unit += char.length;
            return isMarked ? '#' : char;
          });
          expect(masked(policy, text)).toBe(shown.join(''));
        },
      ),
      { numRuns: 500 },
    );
  });
});
