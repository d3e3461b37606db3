// Rules that ask a model: what they are asked, and what their answers and failures mean.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evaluate,
  evaluateWithModels,
  observeStream,
  withModels,
} from '../../../shared/rules/evaluate.ts';
import {
  type ModelPort,
  type ModelQuestion,
  type ModelSettings,
  piecesOf,
} from '../../../shared/rules/model-rules.ts';
import { policyOf, termRule } from './helpers.ts';

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

  test('the port is told what the rule is set to', async () => {
    const asked: ModelQuestion[] = [];
    const settings: ModelSettings = {
      kind: 'llm_detection',
      model: 'm',
      instructions: 'i',
      timeoutMs: 700,
    };
    const policy = policyOf([rule({ timeout_ms: 700 })]);
    const evaluation = evaluate(policy, 'x', 'inbound');
    const { decision } = await withModels(policy.plans.inbound, evaluation, async (question) => {
      asked.push(question);
      return 0;
    });
    expect(decision).toBe('allow');
    expect(asked).toMatchObject([{ settings, text: 'x', rule: { ruleType: 'llm_detection' } }]);
  });

  test('they see all of the rewritten text, in pieces of the size that they take', async () => {
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
      seen: ['a [T] p', 'plan'],
    });
  });

  test('harm behind 4,001 harmless characters is found, and across a cut, too', async () => {
    const policy = policyOf([rule()]);
    const harm = 'how to sink a ship';
    const judge = async ({ text }: ModelQuestion) => (text.includes(harm) ? 0.9 : 0);
    for (const before of [4_001, 4_000 - 9, 3_900, 7_790])
      expect(
        (await evaluateWithModels(policy, 'x'.repeat(before) + harm, 'inbound', judge)).decision,
      ).toBe('block');
  });

  test.each([
    ['allow', 'allow'],
    ['block', 'block'],
  ])('a text with more pieces than are asked about counts as decision_on_error: %s', async (said, decision) => {
    const asked: string[] = [];
    const policy = policyOf([rule({ decision_on_error: said, max_input_chars: 100 })]);
    const long = 'x'.repeat(100_000);
    const judged = await evaluateWithModels(policy, long, 'inbound', ask(0, asked));
    expect(judged).toMatchObject({ decision, failed: [{ ruleId: 'rule_0' }] });
    expect(asked).toHaveLength(16);
  });

  test('pieces are all of the text, none larger than it may be, and no character is cut', () => {
    // Each character once, so that a piece stands at one place only.
    const points = fc.integer({ min: 0xe000, max: 0x1_1fff });
    const text = fc
      .uniqueArray(points, { maxLength: 300 })
      .map((list) => String.fromCodePoint(...list));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 60 }), (whole, size) => {
        const pieces = piecesOf(whole, size).slice(0, 16);
        let reached = 0;
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(size);
          expect(piece.isWellFormed()).toBe(true);
          const at = whole.indexOf(piece);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(reached);
          reached = Math.max(reached, at + piece.length);
        }
        if (pieces.length < 16) expect(reached).toBe(whole.length);
      }),
      { numRuns: 500 },
    );
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

  test('a blocking rule gates streams unless told to observe; one that blocks nothing observes', () => {
    const streaming = (config: object, more: object = {}) =>
      policyOf([rule(config, more)]).plans.outbound.streaming;
    expect(streaming({})).toBe('buffered');
    expect(streaming({ streaming: 'observe' })).toBe('pass');
    expect(streaming({ streaming: 'gate' }, { decision: 'flag' })).toBe('pass');
    expect(streaming({}, { enforcement_mode: 'monitor' })).toBe('pass');
  });

  test('about a stream that was sent, rules are asked and only counted', async () => {
    const policy = policyOf([rule({ streaming: 'observe' }), rule({ threshold: 0.9 })]);
    const { triggered } = await observeStream(policy.plans.outbound, 'text', ask(0.8));
    expect(triggered).toMatchObject([
      { ruleId: 'rule_0', decision: 'block', monitoring: true, matches: [{ start: 0, end: 4 }] },
    ]);
    const whole = await evaluateWithModels(policy, 'text', 'outbound', ask(0.8));
    expect(whole.decision).toBe('block');
  });
});
