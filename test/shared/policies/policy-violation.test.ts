// A blocked request tells which rules matched, in the operator's words, and never what they matched.
import { describe, expect, it } from 'vitest';
import { withHeaders } from '../../../shared/errors/api-error.ts';
import { errorEnvelope } from '../../../shared/errors/envelope.ts';
import { policyViolation } from '../../../shared/policies/policy-violation.ts';
import { compilePolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';

function violation(blockMessage: string | null) {
  const compiled = compilePolicy({
    rules: [
      {
        id: 'rule_words',
        name: 'No pirates',
        rule_type: 'regex',
        direction: 'inbound',
        decision: 'block',
        config: { patterns: [{ pattern: 'pirate\\d' }] },
        ...(blockMessage === null ? {} : { block_message: blockMessage }),
      },
    ],
  });
  if (compiled.kind !== 'compiled') throw new Error('refused');
  const { blockedBy, triggered } = evaluate(compiled.policy, 'a pirate7', 'inbound');
  if (blockedBy === null) throw new Error('not blocked');
  return policyViolation('content_blocked', { blockedBy, triggered, param: 'messages.0' });
}

const entry = {
  rule_id: 'rule_words',
  rule_name: 'No pirates',
  name: 'No pirates',
  rule_type: 'regex',
  type: 'regex',
  decision: 'block',
  monitoring: false,
  match_info: { count: 1, matches: [{ start: 2, end: 9, length: 7 }] },
};

describe('a policy violation', () => {
  it("stands in OpenAI's envelope with both generations of names", () => {
    expect(errorEnvelope(violation(null), 'openai', 'r1')).toStrictEqual({
      error: {
        message: "The project's policy does not allow this request.",
        type: 'policy_violation',
        param: 'messages.0',
        code: 'content_blocked',
        triggered_rules: [entry],
      },
    });
  });

  it("stands in Anthropic's envelope under its own type", () => {
    expect(errorEnvelope(violation('Ask the crew.'), 'anthropic', 'r1')).toStrictEqual({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'Ask the crew.',
        param: 'messages.0',
        code: 'content_blocked',
        triggered_rules: [entry],
      },
      request_id: 'r1',
    });
  });

  it('keeps its rules when headers are added', () => {
    const error = withHeaders(violation(null), { 'x-collie-policy': 'pol_1@1' });
    expect(error.triggeredRules).toStrictEqual([entry]);
    expect(JSON.stringify(errorEnvelope(error, 'openai', 'r1'))).not.toContain('pirate7');
  });
});
