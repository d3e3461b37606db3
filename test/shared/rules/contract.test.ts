// The streaming contract, S1 to S10, on texts put together from the curated set.
//
// Where a clause is about the wire, here stands the engine's side of it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scanner } from '../../../shared/matching/scanner.ts';
import type { DirectionPlan } from '../../../shared/rules/direction-plan.ts';
import { evaluate } from '../../../shared/rules/evaluate.ts';
import { createStreamGuard } from '../../../shared/rules/guard/stream-guard.ts';
import { createJsonStringChannel } from '../../../shared/rules/json/json-string-channel.ts';
import type { Matcher } from '../../../shared/rules/policy.ts';
import { CURATED, CURATED_RULES, curatedPolicy } from './curated.ts';
import { policyOf, regexRule, streamed, termRule } from './helpers.ts';
import { BENIGN_PROSE } from './labelled.ts';

const { outbound } = curatedPolicy.plans;

/** A text of some fragments, and the places where it is cut. */
const fragments = fc
  .array(fc.constantFrom(...CURATED.map(([text]) => text), ...BENIGN_PROSE, ' ', 'a', '\n'), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => parts.join(' '));
const cutTexts = fragments.chain((text) =>
  fc.tuple(
    fc.constant(text),
    fc
      .uniqueArray(fc.nat(text.length), { maxLength: 12 })
      .map((cuts) => cuts.sort((a, b) => a - b)),
  ),
);

const pieces = (text: string, cuts: readonly number[]): string[] =>
  [0, ...cuts].map((from, index) => text.slice(from, cuts[index]));

const holds = (property: (text: string, cuts: number[]) => void): void =>
  fc.assert(
    fc.property(cutTexts, ([text, cuts]) => property(text, cuts)),
    { numRuns: 50 },
  );

const clean = (text: string): string => evaluate(curatedPolicy, text, 'outbound').text;

test('S1: the output does not depend on how the input was cut', () => {
  holds((text, cuts) => {
    const one = streamed(outbound, [text]).text;
    expect(streamed(outbound, pieces(text, cuts)).text).toBe(one);
    expect(streamed(outbound, text.split('')).text).toBe(one);
  });
});

/** Text of the answer alone, without what stands for redacted spans. */
const withoutPlaceholders = (text: string): string =>
  text.replaceAll(/\[(?:S|ID|T|U|MAIL|B|ACUTE|URL|B64)\]/g, '');

test('S2: of a redacted span no character is released, at no time', () => {
  holds((text, cuts) => {
    const isRedacted = new Set<number>();
    for (const { matches } of evaluate(curatedPolicy, text, 'outbound').triggered)
      for (const { start, end } of matches) for (let at = start; at < end; at++) isRedacted.add(at);
    const outside = text
      .split('')
      .filter((_, at) => !isRedacted.has(at))
      .join('');
    for (const step of streamed(outbound, pieces(text, cuts)).steps)
      expect(outside.startsWith(withoutPlaceholders(step))).toBe(true);
  });
});

test('S3: what is released is a beginning of the clean text, and prose of no rule is not held', () => {
  holds((text, cuts) => {
    for (const step of streamed(outbound, pieces(text, cuts)).steps)
      expect(clean(text).startsWith(step)).toBe(true);
  });
  const guard = createStreamGuard(policyOf([termRule(['zebra'])]).plans.outbound);
  for (const word of 'the quick brown fox '.split(/(?<= )/))
    expect(guard.push(word).text).toBe(word);
});

test('S4: the end releases everything that was held, and nothing is left', () => {
  holds((text, cuts) => {
    const guard = createStreamGuard(outbound);
    let released = '';
    for (const piece of pieces(text, cuts)) released += guard.push(piece).text;
    expect(released + guard.finish().text).toBe(clean(text));
    expect(guard.heldChars()).toBe(0);
  });
});

test('S5: the push that makes a block certain reports it, and nothing follows', () => {
  const blocking = policyOf([regexRule('stop-\\d{3}', '', { decision: 'block', id: 'b' })]);
  holds((text, cuts) => {
    const guard = createStreamGuard(blocking.plans.outbound);
    for (const piece of pieces(text, cuts)) expect(guard.push(piece).blockedBy).toBeNull();
    expect(guard.push('stop-12').blockedBy).toBeNull();
    const { text: last, blockedBy } = guard.push('3 and on');
    expect(blockedBy?.ruleId).toBe('b');
    expect(last).not.toContain('stop');
    expect(guard.push(text)).toMatchObject({ text: '', blockedBy });
  });
});

test('S6: tool arguments stay valid JSON, cut anywhere, and say what their values say alone', () => {
  holds((text, cuts) => {
    const json = JSON.stringify({ query: text, list: [text.length, null, { [text]: true }] });
    const channel = createJsonStringChannel(outbound);
    const out = streamed(outbound, pieces(json, cuts), {}, channel).text;
    const wellFormed = JSON.parse(json) as { query: string };
    expect(JSON.parse(out)).toMatchObject({ query: clean(wellFormed.query) });
  });
});

test('S7: what was released is never taken back', () => {
  holds((text, cuts) => {
    const { steps } = streamed(outbound, pieces(text, cuts));
    for (const [index, step] of steps.entries())
      expect(step.startsWith(steps[index - 1] ?? '')).toBe(true);
  });
});

test('S8: stream and whole answer are the same text', () => {
  holds((text, cuts) => {
    expect(streamed(outbound, pieces(text, cuts)).text).toBe(clean(text));
  });
});

test('S9: one more rule never releases text earlier', () => {
  const growing = CURATED_RULES.map((_, index) => policyOf(CURATED_RULES.slice(0, index + 1)));
  holds((text, cuts) => {
    const releases = growing.map(({ plans }) =>
      streamed(plans.outbound, pieces(text, cuts)).steps.map(
        (step) => withoutPlaceholders(step).length,
      ),
    );
    for (const [index, more] of releases.entries())
      for (const [step, length] of more.entries())
        expect(length).toBeLessThanOrEqual(releases[index - 1]?.[step] ?? text.length);
  });
});

test('S10: a guard that has failed gives out nothing any more', () => {
  const failing: DirectionPlan = { ...outbound, matchers: outbound.matchers.map(failingAtHash) };
  holds((text, cuts) => {
    for (const create of [createStreamGuard, createJsonStringChannel]) {
      const guard = create(failing);
      for (const piece of pieces(text, cuts)) guard.push(piece);
      guard.push('"key sk-ant-');
      expect(() => guard.push('"#"')).toThrow('planted');
      expect(() => guard.push('x')).toThrow('failed before');
      expect(() => guard.finish()).toThrow('failed before');
    }
  });
});

function failingAtHash(matcher: Matcher): Matcher {
  const create = (scanner: Scanner): Scanner => ({
    run: (view, from, to, sink) => {
      if (view.text.slice(from, to).includes('#')) throw new Error('planted');
      scanner.run(view, from, to, sink);
    },
    finish: (sink) => scanner.finish(sink),
    holdStart: () => scanner.holdStart(),
    exemptStart: () => scanner.exemptStart(),
    openStart: () => scanner.openStart(),
    clone: () => create(scanner.clone()),
  });
  return {
    ...matcher,
    createScanner: (maxHoldChars) => create(matcher.createScanner(maxHoldChars)),
  };
}
