// Curated texts for every kind of rule, cut in every way: nothing leaks, and stream and whole text agree.
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../../shared/rules/guard/stream-guard.ts';
import { CURATED, curatedPolicy as policy } from './curated.ts';
import { allCuts, byteCuts, policyOf, regexRule, streamed, termRule } from './helpers.ts';

describe('all cuts of the curated set', () => {
  test.each(CURATED)('%j', (text, secrets) => {
    const whole = evaluate(policy, text, 'outbound').text;
    for (const secret of secrets) expect(whole).not.toContain(secret);
    for (const pieces of allCuts(text)) {
      const { text: out, steps } = streamed(policy.plans.outbound, pieces);
      // S1 and S8.
      expect(out, JSON.stringify(pieces)).toBe(whole);
      // S2 and S7: every step is a beginning of the clean text.
      for (const step of steps) expect(whole.startsWith(step)).toBe(true);
    }
    if (text.isWellFormed())
      for (const pieces of byteCuts(text))
        expect(streamed(policy.plans.outbound, pieces).text).toBe(whole);
  });
});

describe('S1 of the report', () => {
  const digest = (matched: string): string => `<${matched}>`;

  test.each(CURATED)('offsets and hashes of %j are the same under every cut', (text) => {
    const { triggered } = evaluate(policy, text, 'outbound', { digest });
    const whole = JSON.stringify(triggered);
    for (const { matches } of triggered)
      for (const { start, end, length, hash } of matches) {
        expect(length).toBe(end - start);
        expect(hash).toBe(digest(text.slice(start, end)));
      }
    for (const pieces of allCuts(text)) {
      const guard = createStreamGuard(policy.plans.outbound, { digest });
      streamed(policy.plans.outbound, pieces, {}, guard);
      expect(JSON.stringify(guard.triggered()), JSON.stringify(pieces)).toBe(whole);
    }
  });

  test('what was swallowed as it came has no hash, and without a digest nothing has', () => {
    const key = `sk-ant-${'a1B2'.repeat(1000)}`;
    const [swallowed] = evaluate(policy, `a ${key} b`, 'outbound', { digest }).triggered;
    expect(swallowed?.matches).toEqual([{ start: 2, end: 4009, length: 4007, hash: null }]);
    const [unhashed] = evaluate(policy, `a ${key} b`, 'outbound').triggered;
    expect(unhashed?.matches).toEqual([{ start: 2, end: 4009, length: 4007 }]);
  });
});

describe('unbounded credentials', () => {
  test('the placeholder is sent at the minimum length, and the rest is swallowed without a growing buffer', () => {
    const guard = createStreamGuard(policy.plans.outbound);
    let text = guard.push('key sk-ant-').text;
    text += guard.push('a1B2c3D4e5F6g7H8i9J0').text;
    expect(text).toBe('key [S]');
    for (let i = 0; i < 200; i++) {
      expect(guard.push('x'.repeat(100)).text).toBe('');
      expect(guard.heldChars()).toBeLessThan(200);
    }
    text += guard.push(' and on').text + guard.finish().text;
    expect(text).toBe('key [S] and on');
  });

  test('a key that is cut off by the end of the text is swallowed too', () => {
    const text = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC';
    expect(evaluate(policy, `x ${text}`, 'outbound').text).toBe('x [S]');
  });

  test('masked character by character, an endless match is masked as it comes, under every cut', () => {
    const chars = policyOf([
      { rule_type: 'regex', config: { patterns: [{ pattern: 'key=[a-z😀]+' }] } },
    ]);
    const text = `a key=${'ab😀'.repeat(40)} b`;
    const options = { maxHoldChars: 16 };
    const whole = streamed(chars.plans.outbound, [text], options).text;
    expect(whole).toBe(`a ${'*'.repeat(4 + 120)} b`);
    for (const pieces of allCuts(text))
      expect(streamed(chars.plans.outbound, pieces, options).text).toBe(whole);
  });
});

describe('the cap', () => {
  const open = policyOf([regexRule('begin[^\\n]*end', '[B]'), regexRule('zz', '[Z]')]);
  const cap = { maxHoldChars: 20 };

  test('text held too long counts as a match; it is never released', () => {
    const text = `x begin ${'secret '.repeat(20)}\nafter`;
    const { text: out } = streamed(open.plans.outbound, [text], cap);
    expect(out).toBe('x [B]\nafter');
    for (const pieces of allCuts(text))
      expect(streamed(open.plans.outbound, pieces, cap).text).toBe(out);
  });

  test('a blocking rule blocks when its open match is held too long', () => {
    const blocking = policyOf([regexRule('begin[^\\n]*end', '', { decision: 'block', id: 'b' })]);
    const text = `x begin ${'secret '.repeat(20)}`;
    for (const pieces of allCuts(text)) {
      const { text: out, blocked } = streamed(blocking.plans.outbound, pieces, cap);
      expect({ out, blocked }).toEqual({ out: 'x ', blocked: 'b' });
    }
  });

  test('a request has no cap: what never becomes a match is left as it is', () => {
    const text = `x begin ${'harmless '.repeat(1000)}`;
    expect(evaluate(open, text, 'inbound').text).toBe(text);
    expect(evaluate(open, text, 'outbound').text).toBe('x [B]');
  });
});

describe('blocks', () => {
  const blocking = policyOf([
    { rule_type: 'structured_id', decision: 'block', id: 'card', config: {} },
    termRule(['forbidden'], {}, { decision: 'block', id: 'term' }),
    regexRule('(?i)mask me', '[M]', { id: 'mask' }),
  ]);

  test.each([
    ['mask me, then 4111 1111 1111 1111 and forbidden', '[M], then ', 'card'],
    ['it is forbidden to pay 4111111111111111', 'it is ', 'term'],
    ['ends with 4111111111111111', 'ends with ', 'card'],
    ['ends with forbidden', 'ends with ', 'term'],
    ['4111 1111 1111 1112 is no card', '4111 1111 1111 1112 is no card', null],
    ['f\u043erbidden in disguise', '', 'term'],
  ])('%s', (text, expected, rule) => {
    for (const pieces of [[text], ...allCuts(text)]) {
      const { text: out, blocked } = streamed(blocking.plans.outbound, pieces);
      expect({ out, blocked }, JSON.stringify(pieces)).toEqual({ out: expected, blocked: rule });
    }
  });

  test('after a block nothing is read or written any more', () => {
    const guard = createStreamGuard(blocking.plans.outbound);
    expect(guard.push('forbidden! more').blockedBy?.ruleId).toBe('term');
    expect(guard.push('text')).toMatchObject({ text: '' });
    expect(guard.finish()).toMatchObject({ text: '', blockedBy: { ruleId: 'term' } });
    expect(guard.triggered().map(({ ruleId }) => ruleId)).toEqual(['term']);
  });
});
