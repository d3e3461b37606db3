// Texts and patterns made to hurt: the work stays bounded, and the answer right. Times are measured in bench/policies.
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../../shared/rules/guard/stream-guard.ts';
import { engineOf, matchesIn } from '../matching/regex/scan.ts';
import { seeded } from './generate.ts';
import { chunked, policyOf, regexRule, streamed } from './helpers.ts';
import { HOSTILE } from './hostile.ts';

describe('automata that would grow without bound', () => {
  const random = seeded(7);
  const text = Array.from({ length: 40_000 }, () => 'ab'.charAt(random(2))).join('');

  test('are given up for direct simulation, with the same matches', () => {
    const engine = engineOf(['[ab]*a[ab]{40}c', '\\b\\d(?:[ -]?\\d){12,18}\\b']);
    const [matches = []] = matchesIn(engine, `${text}a${'b'.repeat(40)}c`, 1000);
    expect(matches).toEqual([[0, text.length + 42]]);
    expect(engine.directChars).toBeGreaterThan(0);
    expect(engine.cache.stateCount * engine.cache.stride).toBeLessThan(1 << 21);
  });

  test('scanners that run while a cache is renewed keep their place', () => {
    const engine = engineOf(['[ab]*a[ab]{14}c']);
    const expected = matchesIn(engine, `x${text}c`, 500);
    expect(matchesIn(engine, `x${text}c`, 333)).toEqual(expected);
  });
});

describe('long texts', () => {
  test.each([
    ['(a+)+$', 'a'],
    ['(a|aa)+$', 'a'],
    ['(.*a){10}b', 'a'],
    ['a|x.*z', 'ax'],
    ['[a-z]{1,500}X', 'abc'],
    ['(?:\\d[ -]?){13,16}\\b', '1-2 3'],
    ['\\w+@\\w+\\.com', 'a@'],
  ])('%s over many %s', (pattern, unit) => {
    const policy = policyOf([regexRule(pattern)]);
    const text = unit.repeat(Math.ceil(100_000 / unit.length));
    const whole = evaluate(policy, text, 'outbound').text;
    const pieces = chunked(text, 4096);
    expect(streamed(policy.plans.outbound, pieces).text).toBe(whole);
  });

  test('what is held never exceeds the cap by more than a chunk', () => {
    const policy = policyOf([regexRule('(?s)begin.*end'), regexRule('[a-z ]{1,900}\\d')]);
    const guard = createStreamGuard(policy.plans.outbound, { maxHoldChars: 1000 });
    for (let i = 0; i < 120; i++) {
      guard.push('begin again and again ');
      expect(guard.heldChars()).toBeLessThanOrEqual(1000 + 22);
    }
  });
});

describe('matches that pile up', () => {
  // Quadratic work would take minutes here.
  test.each(HOSTILE)('$name: the work stays linear', ({ rules, text }) => {
    const policy = policyOf(rules);
    const long = text(30_000);
    expect(evaluate(policy, long, 'inbound').text.length).toBeGreaterThan(0);
    const whole = evaluate(policy, long, 'outbound').text;
    expect(streamed(policy.plans.outbound, chunked(long, 64)).text).toBe(whole);
  });
});

test('200 patterns and 10,000 terms guard a stream together', () => {
  const patterns = Array.from({ length: 200 }, (_, i) =>
    regexRule(`\\bkey${i}-[a-z]{${1 + (i % 7)}}[0-9]+\\b`, `[K${i}]`),
  );
  const terms = Array.from({ length: 10_000 }, (_, i) => `term${i}`);
  const policy = policyOf([
    ...patterns,
    { rule_type: 'aho_corasick', config: { terms, replacement: '[T]' } },
  ]);
  const text =
    'see key7-a1, key199-abcd55 key5-abcdef0 keyx-a1 and term123, term10000 or term9999.';
  const expected = 'see [K7], [K199] [K5] keyx-a1 and [T], term10000 or [T].';
  for (const size of [1, 5, 1000]) {
    const pieces = chunked(text, size);
    expect(streamed(policy.plans.outbound, pieces).text).toBe(expected);
  }
});
