// The rules that come ready to use.
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../../shared/policies/engine/compile.ts';
import { evaluate } from '../../../../shared/policies/engine/evaluate.ts';
import { presets, starterPolicy } from '../../../../shared/policies/engine/presets.ts';

const BASE = { name: 'r', direction: 'all', decision: 'mask' };

const refusalsOf = (source: unknown): string[] => {
  const result = compilePolicy(source);
  return result.kind === 'refused' ? result.refusals.map(({ param }) => param) : [];
};

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
