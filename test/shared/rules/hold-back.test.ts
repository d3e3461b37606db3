// What a stream may release, against the definition applied literally. POLICY_CASES sets how many cases are tried.
import { describe, expect, test } from 'vitest';
import { compilePolicy } from '../../../shared/rules/compile.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../../shared/rules/guard/stream-guard.ts';
import { cut, generateText } from './generate.ts';
import { streamed } from './helpers.ts';
import { holdBackCases, holdBackProblem, tails } from './hold-back-cases.ts';
import { redact, shownText, spansOf } from './redaction-oracle.ts';

const CASES = Number(process.env['POLICY_CASES'] ?? 300);
const FIRST_SEED = Number(process.env['POLICY_SEED'] ?? 1);
const cases = (count: number) => holdBackCases(count, FIRST_SEED);

describe('hold-back against the brute-force oracle', () => {
  test('S3: after each chunk exactly what every continuation agrees on is released', {
    timeout: 3_600_000,
  }, () => {
    for (const each of cases(CASES)) expect(holdBackProblem(each)).toBeNull();
  });

  test('S5: a block comes at the first character that makes it certain, with the same text under every cut', () => {
    for (const { seed, text, sources, oracle } of cases(CASES / 4)) {
      const blocking = sources.map((source, index) =>
        index === 0 ? { ...source, decision: 'block' } : source,
      );
      const result = compilePolicy({ rules: blocking });
      if (result.kind === 'refused' || oracle[0] === undefined) continue;
      const plan = result.policy.plans.outbound;
      const rule = oracle[0];
      const isCertain = (prefix: string): boolean =>
        tails.every((tail) => spansOf(rule, prefix + tail).length > 0);
      const one = streamed(plan, text.split(''));
      const due = text.split('').findIndex((_, index) => isCertain(text.slice(0, index + 1)));
      if (due >= 0) expect(one.steps.length, `seed ${seed}`).toBe(due + 1);
      expect(one.blocked !== null, `seed ${seed}`).toBe(spansOf(rule, text).length > 0);
      expect(streamed(plan, [text]), `seed ${seed}`).toMatchObject({
        text: one.text,
        blocked: one.blocked,
      });
    }
  });

  test('S9: one more rule never releases text earlier', () => {
    for (const { seed, random, text, sources } of cases(CASES / 4)) {
      const last = compilePolicy({ rules: sources });
      const fewer = compilePolicy({ rules: sources.slice(0, -1) });
      if (last.kind === 'refused' || fewer.kind === 'refused') continue;
      const pieces = cut(random, text, 2);
      const more = createStreamGuard(last.policy.plans.outbound);
      const less = createStreamGuard(fewer.policy.plans.outbound);
      for (const piece of pieces) {
        more.push(piece);
        less.push(piece);
        expect(more.heldChars(), `seed ${seed}`).toBeGreaterThanOrEqual(less.heldChars());
      }
    }
  });

  test('a watching rule neither holds nor changes anything, and counts what it sees', () => {
    for (const { seed, text, sources, oracle } of cases(CASES / 4)) {
      const result = compilePolicy({ enforcement_mode: 'monitor', rules: sources });
      if (result.kind === 'refused') continue;
      const guard = createStreamGuard(result.policy.plans.outbound);
      const { steps } = streamed(result.policy.plans.outbound, text.split(''), {}, guard);
      expect(steps.slice(0, -1), `seed ${seed}`).toEqual(
        text.split('').map((_, index) => text.slice(0, index + 1)),
      );
      const seen = oracle.filter((rule) => spansOf(rule, text).length > 0).length;
      expect(guard.triggered().length, `seed ${seed}`).toBe(seen);
      expect(guard.triggered().every((rule) => rule.monitoring)).toBe(true);
    }
  });

  test('an exempting rule never makes a stream differ from the whole text, nor release what is masked there', () => {
    for (const { seed, random, text, sources, oracle } of cases(CASES / 4)) {
      const exempting = sources.map((source, index) =>
        index === 0 ? { ...source, decision: 'allow' } : source,
      );
      const result = compilePolicy({ rules: exempting });
      if (result.kind === 'refused') continue;
      const whole = evaluate(result.policy, text, 'outbound').text;
      const [allow = null, ...masking] = oracle;
      expect(whole, `seed ${seed}`).toBe(shownText(redact(masking, text, allow)));
      const { steps } = streamed(result.policy.plans.outbound, cut(random, text, 3));
      expect(steps.at(-1), `seed ${seed}`).toBe(whole);
      for (const step of steps) expect(whole.startsWith(step), `seed ${seed}`).toBe(true);
    }
  });

  test('S1: with a small cap, text held too long counts as a match, the same under every cut', () => {
    for (const { seed, random, text, policy } of cases(CASES / 4)) {
      const options = { maxHoldChars: 1 + random(4) };
      const long = text + generateText(random, 12);
      const { plans } = policy;
      const whole = streamed(plans.outbound, [long], options).text;
      expect(streamed(plans.outbound, long.split(''), options).text, `seed ${seed}`).toBe(whole);
      expect(streamed(plans.outbound, cut(random, long, 5), options).text).toBe(whole);
    }
  });
});
