// What a policy's author may not write: each refusal names its field.
import { describe, expect, test } from 'vitest';
import { compilePolicy, MAX_RULES } from '../../../shared/rules/compile.ts';

const BASE = { name: 'r', direction: 'all', decision: 'mask' };
const REGEX = { ...BASE, rule_type: 'regex', config: { patterns: [{ pattern: 'x' }] } };

const refusalsOf = (source: unknown): string[] => {
  const result = compilePolicy(source);
  return result.kind === 'refused' ? result.refusals.map(({ param }) => param) : [];
};

describe('refusals name the field', () => {
  test.each([
    [null, ''],
    [{ rules: 'x' }, 'rules'],
    [{ rules: [], extra: 1 }, 'extra'],
    [{ rules: [], enforcement_mode: 'x' }, 'enforcement_mode'],
    [{ rules: [1] }, 'rules.0'],
    [{ rules: [{ ...REGEX, name: undefined }] }, 'rules.0.name'],
    [{ rules: [{ ...REGEX, name: 'x'.repeat(256) }] }, 'rules.0.name'],
    [{ rules: [{ ...REGEX, rule_type: 'nope' }] }, 'rules.0.rule_type'],
    [{ rules: [{ ...REGEX, rule_type: 'constructor' }] }, 'rules.0.rule_type'],
    [{ rules: [{ ...REGEX, direction: undefined }] }, 'rules.0.direction'],
    [{ rules: [{ ...REGEX, decision: 'deny' }] }, 'rules.0.decision'],
    [{ rules: [{ ...REGEX, is_enabled: 'yes' }] }, 'rules.0.is_enabled'],
    [{ rules: [{ ...REGEX, order: 1.5 }] }, 'rules.0.order'],
    [{ rules: [{ ...REGEX, unknown: 1 }] }, 'rules.0.unknown'],
    [{ rules: [REGEX, { ...REGEX, config: {} }] }, 'rules.1.config.patterns'],
    [{ rules: [{ ...REGEX, config: [] }] }, 'rules.0.config'],
    [
      { rules: [{ ...REGEX, config: { patterns: [{ pattern: 'x' }, { pattern: 'a(?=b)' }] } }] },
      'rules.0.config.patterns.1.pattern',
    ],
    [
      { rules: [{ ...REGEX, config: { patterns: [{ pattern: 'x', flags: 'x' }] } }] },
      'rules.0.config.patterns.0.flags',
    ],
    [
      { rules: [{ ...REGEX, config: { patterns: [{ pattern: 'x', flags: 4 }] } }] },
      'rules.0.config.patterns.0.flags',
    ],
    [
      { rules: [{ ...REGEX, config: { patterns: [{ pattern: 'x' }], mask_char: 'ab' } }] },
      'rules.0.config.mask_char',
    ],
    [{ rules: [{ ...BASE, rule_type: 'aho_corasick', config: {} }] }, 'rules.0.config.terms'],
    [
      { rules: [{ ...BASE, rule_type: 'aho_corasick', config: { terms: ['a', ''] } }] },
      'rules.0.config.terms.1',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'aho_corasick', config: { terms: ['\u200b'] } }] },
      'rules.0.config.terms.0',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'aho_corasick', config: { dictionary_id: 'dict_x' } }] },
      'rules.0.config.dictionary_id',
    ],
    [
      {
        rules: [
          {
            ...BASE,
            rule_type: 'aho_corasick',
            config: { terms: ['a b c'], match_mode: 'unordered', window_size: 2 },
          },
        ],
      },
      'rules.0.config.terms',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'structured_id', config: { national_id_types: ['mars'] } }] },
      'rules.0.config.national_id_types.0',
    ],
    [
      {
        rules: [
          {
            ...BASE,
            rule_type: 'structured_id',
            config: { detect_credit_cards: false, detect_iban: false, detect_bic: false },
          },
        ],
      },
      'rules.0.config',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'secret', config: { types: ['x'] } }] },
      'rules.0.config.types.0',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'url_filter', config: { deny_domains: ['a b'] } }] },
      'rules.0.config.deny_domains.0',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'url_filter', config: { allow_ports: [0] } }] },
      'rules.0.config.allow_ports.0',
    ],
    [
      { rules: [{ ...BASE, rule_type: 'base64_payload', config: { min_length: 3 } }] },
      'rules.0.config.min_length',
    ],
    [{ rules: [{ ...BASE, rule_type: 'normalization', config: {} }] }, 'rules.0.config'],
    [
      { rules: [{ ...BASE, rule_type: 'language_detection', config: { languages: ['xx'] } }] },
      'rules.0.config.languages.0',
    ],
    [
      {
        rules: [{ ...BASE, rule_type: 'llm_detection', decision: 'block', config: { model: 'm' } }],
      },
      'rules.0.config.instructions',
    ],
    [
      {
        rules: [
          { ...BASE, rule_type: 'webhook', decision: 'block', config: { url: 'http://x.example' } },
        ],
      },
      'rules.0.config.url',
    ],
    [{ rules: Array.from({ length: MAX_RULES + 1 }, () => REGEX) }, 'rules'],
  ])('%j', (source, param) => {
    expect(refusalsOf(source)).toContain(param);
  });

  test('a rule that is switched off is examined too', () => {
    expect(refusalsOf({ rules: [{ ...REGEX, is_enabled: false, config: {} }] })).toEqual([
      'rules.0.config.patterns',
    ]);
  });

  test('what is too much only together is refused too', () => {
    const patterns = Array.from({ length: 56 }, () => ({ pattern: 'x{900}' }));
    const refused = compilePolicy(
      { rules: [{ ...REGEX, config: { patterns } }] },
      { isWriteTime: false },
    );
    expect(refused).toEqual({
      kind: 'refused',
      refusals: [{ param: 'rules', message: 'the patterns need more than 50000 states together' }],
    });
  });
});
