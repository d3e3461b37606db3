// What a policy's author may write, what is refused and where, and how order, modes and hashes work.
import { describe, expect, test } from 'vitest';
import { compilePolicy, MAX_RULES } from '../../../../shared/policies/engine/compile.ts';
import { evaluate, evaluateWithModels } from '../../../../shared/policies/engine/evaluate.ts';
import type { ModelPort } from '../../../../shared/policies/engine/model-rules.ts';
import { createPolicyCache } from '../../../../shared/policies/engine/policy-cache.ts';
import { presets, starterPolicy } from '../../../../shared/policies/engine/presets.ts';
import { masked, policyOf, regexRule, termRule } from './helpers.ts';

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

  test('flags as letters or as Python writes them', () => {
    const rule = (flags: unknown) =>
      policyOf([
        {
          rule_type: 'regex',
          config: { patterns: [{ pattern: '^a.b', flags, replacement: '#' }] },
        },
      ]);
    for (const flags of ['ims', 26]) expect(masked(rule(flags), 'x\nA\nB')).toBe('x\n#');
    for (const flags of ['im', 10, undefined])
      expect(masked(rule(flags), 'x\nA\nB')).toBe('x\nA\nB');
  });
});

describe('order', () => {
  const two = (first: object, second: object) =>
    policyOf([regexRule('abc', '[1]', first), regexRule('cde', '[2]', second)]);

  test('of overlapping spans the rule that goes first gives the placeholder; ties go by age', () => {
    expect(masked(two({ order: 2 }, { order: 1 }), 'abcde')).toBe('[2]');
    expect(masked(two({}, {}), 'abcde')).toBe('[1]');
    const same = policyOf([
      {
        rule_type: 'regex',
        config: {
          patterns: [
            { pattern: 'ab', replacement: '[short]' },
            { pattern: 'bcd', replacement: '[long]' },
          ],
        },
      },
    ]);
    expect(masked(same, 'abcd')).toBe('[long]');
  });

  test('rules see the original, not what another rule left', () => {
    const policy = policyOf([regexRule('\\d{3}', '000'), regexRule('000', '[Z]')]);
    expect(masked(policy, '123')).toBe('000');
  });

  test('an allow rule exempts from rules after it, not from those before', () => {
    const allow = regexRule('test@example\\.com', '', { decision: 'allow' });
    const mail = regexRule('\\w+@\\w+\\.com', '[M]');
    const text = 'test@example.com and me@example.com';
    expect(masked(policyOf([allow, mail]), text)).toBe('test@example.com and [M]');
    expect(masked(policyOf([mail, allow]), text)).toBe('[M] and [M]');
  });
});

describe('modes', () => {
  test('monitor always wins: the policy\u2019s over the rule\u2019s, the rule\u2019s over the policy\u2019s, and flag', () => {
    const rule = (more: object) => ({ ...REGEX, ...more });
    const outcomes = [
      { enforcement_mode: 'monitor', rules: [rule({ enforcement_mode: 'enforce' })] },
      { rules: [rule({ enforcement_mode: 'monitor' })] },
      { rules: [rule({ decision: 'flag' })] },
    ].map((source) => {
      const result = compilePolicy(source);
      return result.kind === 'compiled' ? evaluate(result.policy, 'axb', 'inbound') : null;
    });
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ decision: 'allow', text: 'axb' });
      expect(outcome?.triggered).toMatchObject([
        { monitoring: true, count: 1, matches: [{ start: 1, end: 2 }] },
      ]);
    }
  });

  test('directions, and rules that are switched off', () => {
    const policy = policyOf([
      regexRule('in', '[I]', { direction: 'inbound' }),
      regexRule('out', '[O]', { direction: 'outbound' }),
      regexRule('both', '[B]', { direction: 'both' }),
      regexRule('off', '[X]', { is_enabled: false }),
    ]);
    expect(evaluate(policy, 'in out both off', 'inbound').text).toBe('[I] out [B] off');
    expect(evaluate(policy, 'in out both off', 'outbound').text).toBe('in [O] [B] off');
    expect(policy.ruleCount).toBe(3);
  });

  test('how a stream passes follows from the strictest enforcing rule', () => {
    const language = { rule_type: 'language_detection', config: { languages: ['de'] } };
    const streaming = (rules: object[]) => policyOf(rules).plans.outbound.streaming;
    expect(streaming([])).toBe('pass');
    expect(streaming([regexRule('x', '', { direction: 'inbound' })])).toBe('pass');
    expect(streaming([regexRule('x')])).toBe('incremental');
    expect(streaming([regexRule('x'), { ...language, decision: 'block' }])).toBe('buffered');
    expect(streaming([regexRule('x'), { ...language, decision: 'flag' }])).toBe('incremental');
  });
});

describe('hash and cache', () => {
  test('equal content has an equal hash, whatever the order of its fields', () => {
    const hashOf = (source: unknown): string => {
      const result = compilePolicy(source);
      return result.kind === 'compiled' ? result.policy.hash : '';
    };
    const shuffled = {
      rules: [
        { config: REGEX.config, rule_type: 'regex', decision: 'mask', direction: 'all', name: 'r' },
      ],
    };
    expect(hashOf({ rules: [REGEX] })).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(shuffled)).toBe(hashOf({ rules: [REGEX] }));
    expect(hashOf({ rules: [{ ...REGEX, name: 's' }] })).not.toBe(hashOf({ rules: [REGEX] }));
  });

  test('a policy is compiled once, and the least used one is forgotten', () => {
    const cache = createPolicyCache(2);
    let compiled = 0;
    const get = (hash: string) =>
      cache.get(hash, () => {
        compiled++;
        return policyOf([regexRule('x')]);
      });
    expect(get('a')).toBe(get('a'));
    get('b');
    get('a');
    get('c');
    get('a');
    expect(compiled).toBe(3);
    get('b');
    expect(compiled).toBe(4);
  });
});

describe('presets', () => {
  test.each(presets.map((preset) => [preset.id, preset] as const))('%s compiles', (_, preset) => {
    const { name, rule_type, config } = preset;
    expect(refusalsOf({ rules: [{ ...BASE, name, rule_type, config }] })).toEqual([]);
  });

  test('the starter policy masks personal data and credentials, and reports offsets, never text', () => {
    const result = compilePolicy(starterPolicy);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    const text = 'Joe (joe@example.com, +49 170 1234567) pays with 4111 1111 1111 1111.';
    const evaluation = evaluate(result.policy, text, 'inbound');
    expect(evaluation.text).toBe('Joe ([EMAIL], [PHONE]) pays with [CARD_REDACTED].');
    expect(JSON.stringify(evaluation.triggered)).not.toMatch(/4111|joe@/);
  });
});

describe('model-based rules', () => {
  const rule = (config: object = {}, more: object = {}) => ({
    rule_type: 'llm_detection',
    decision: 'block',
    config: { model: 'm', instructions: 'i', ...config },
    ...more,
  });
  const ask =
    (score: number, seen: string[] = []): ModelPort =>
    async ({ text }) => {
      seen.push(text);
      return score;
    };

  test('they see the rewritten text, as much of it as they may', async () => {
    const seen: string[] = [];
    const policy = policyOf([termRule(['secret']), rule({ max_input_chars: 7 })]);
    const { decision, text } = await evaluateWithModels(
      policy,
      'a secret plan',
      'inbound',
      ask(0.69, seen),
    );
    expect({ decision, text, seen }).toEqual({
      decision: 'mask',
      text: 'a [T] plan',
      seen: ['a [T] p'],
    });
  });

  test('a score from the threshold on blocks, or is only listed', async () => {
    const block = await evaluateWithModels(policyOf([rule()]), 'x', 'inbound', ask(0.7));
    expect(block).toMatchObject({
      decision: 'block',
      text: '',
      blockedBy: { ruleType: 'llm_detection' },
    });
    const flag = await evaluateWithModels(
      policyOf([rule({}, { decision: 'flag' })]),
      'x',
      'inbound',
      ask(1),
    );
    expect(flag).toMatchObject({ decision: 'allow', text: 'x', triggered: [{ monitoring: true }] });
  });

  test('nobody is asked about a text that is blocked already', async () => {
    const seen: string[] = [];
    const policy = policyOf([termRule(['x'], {}, { decision: 'block' }), rule()]);
    expect((await evaluateWithModels(policy, 'x', 'inbound', ask(0, seen))).decision).toBe('block');
    expect(seen).toEqual([]);
  });

  test.each([
    ['allow', async () => Promise.reject(new Error('down')), 'allow'],
    ['block', async () => Promise.reject(new Error('down')), 'block'],
    ['block', async () => Number.NaN, 'block'],
    ['allow', async () => 7, 'allow'],
  ])('without an answer, decision_on_error %s holds', async (decision_on_error, port, decision) => {
    const policy = policyOf([rule({ decision_on_error })]);
    expect((await evaluateWithModels(policy, 'x', 'inbound', port)).decision).toBe(decision);
  });
});
