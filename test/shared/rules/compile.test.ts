// How order, modes, directions, flags and hashes of a policy work.
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../shared/rules/compile.ts';
import type { StreamingClass } from '../../../shared/rules/direction-plan.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import type { MatchInfo } from '../../../shared/rules/match-log.ts';
import { ruleTypes } from '../../../shared/rules/rule-source.ts';
import { masked, policyOf, regexRule } from './helpers.ts';

const BASE = { name: 'r', direction: 'all', decision: 'mask' };
const REGEX = { ...BASE, rule_type: 'regex', config: { patterns: [{ pattern: 'x' }] } };

test('flags as letters or as Python writes them', () => {
  const rule = (flags: unknown) =>
    policyOf([
      {
        rule_type: 'regex',
        config: { patterns: [{ pattern: '^a.b', flags, replacement: '#' }] },
      },
    ]);
  for (const flags of ['ims', 26]) expect(masked(rule(flags), 'x\nA\nB')).toBe('x\n#');
  for (const flags of ['im', 10, undefined]) expect(masked(rule(flags), 'x\nA\nB')).toBe('x\nA\nB');
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
    const matches: MatchInfo[] = [{ start: 1, end: 2, length: 1 }];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ decision: 'allow', text: 'axb' });
      expect(outcome?.triggered).toMatchObject([{ monitoring: true, count: 1, matches }]);
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
    const streaming = (rules: object[]): StreamingClass => policyOf(rules).plans.outbound.streaming;
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
});

test('every type of rule compiles with the least configuration that it needs', () => {
  const least: Readonly<Record<(typeof ruleTypes)[number], object>> = {
    regex: { patterns: [{ pattern: 'x' }] },
    aho_corasick: { terms: ['x'] },
    structured_id: {},
    secret: {},
    url_filter: {},
    base64_payload: {},
    normalization: {},
    language_detection: { languages: ['de'] },
    llm_detection: { model: 'm', instructions: 'i' },
    webhook: { url: 'https://classifier.example' },
  };
  const policy = policyOf(
    ruleTypes.map((rule_type) => ({ rule_type, decision: 'allow', config: least[rule_type] })),
  );
  expect(policy.ruleCount).toBe(ruleTypes.length);
});
