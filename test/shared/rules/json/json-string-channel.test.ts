// Tool arguments: JSON stays JSON, every value is clean, spelling stays, under every cut (S6).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../../../shared/rules/evaluate.ts';
import { createJsonStringChannel } from '../../../../shared/rules/json/json-string-channel.ts';
import { allCuts, chunked, policyOf, regexRule, streamed, termRule } from '../helpers.ts';

const policy = policyOf([
  { rule_type: 'structured_id', config: { replacement: '[CARD "x"\n]' } },
  { rule_type: 'secret', config: { replacement: '[S]' } },
  termRule(['tab\tquote"', 'Apollo'], { whole_word: false }),
  regexRule('[a-z]+@[a-z]+\\.com', '[MAIL]'),
]);
const plan = policy.plans.outbound;

const throughChannel = (pieces: readonly string[]) =>
  streamed(plan, pieces, {}, createJsonStringChannel(plan));

/** What the rules make of a value: every string, key and number by itself. */
function clean(value: unknown): unknown {
  if (typeof value === 'string') return evaluate(policy, value, 'outbound').text;
  if (typeof value === 'number') {
    const written = JSON.stringify(value);
    const text = evaluate(policy, written, 'outbound').text;
    return text === written ? value : text;
  }
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [clean(key) as string, clean(each)]),
  );
}

const ARGUMENTS: readonly string[] = [
  '{"card":"4111 1111 1111 1111","n":1}',
  '{"card":4111111111111111,"ok":true,"x":null}',
  '{"4111111111111111":"key"}',
  '{"mail":"joe@example.com","esc":"caf\\u00e9 \\/ \\ud83d\\ude00 \\n"}',
  '{"split":"joe\\u0040example.com","q":"tab\\tquote\\""}',
  '["sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaa","plain", 1.5e3, -2]',
  '  { "a" : [ { "b" : "Apo\\u006clo 13" } ] }  ',
  '"just a string with joe@example.com"',
  '{"zw":"41\\u200b11 1111 1111 1111"}',
  '{}',
  '{"empty":"","nested":{"deep":[[["joe@x.com"]]]}}',
];

describe('tool arguments', () => {
  test.each(ARGUMENTS)('%s', (json) => {
    const { text: whole } = throughChannel([json]);
    expect(JSON.parse(whole)).toEqual(clean(JSON.parse(json)));
    for (const pieces of allCuts(json)) {
      const { text, steps } = throughChannel(pieces);
      expect(text, JSON.stringify(pieces)).toBe(whole);
      for (const step of steps) expect(whole.startsWith(step)).toBe(true);
    }
  });

  test('what no rule takes is passed on byte for byte', () => {
    const json = '{ "a\\u0062" : "x\\/y \\u00E9 \\ud83d\\ude00" , "n" : 1.50e+2 }';
    expect(throughChannel([json]).text).toBe(json);
  });

  test('any JSON value, any cut: valid JSON whose values are clean', () => {
    const words = fc.constantFrom(
      '4111111111111111',
      'joe@x.com',
      'Apollo',
      'tab\tquote"',
      '\\',
      '"',
      '\u2028',
      '😀',
      'a ',
    );
    const texts = fc
      .array(fc.oneof(words, fc.string({ maxLength: 5 })), { maxLength: 4 })
      .map((each) => each.join(''));
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        texts,
        fc.integer(),
        fc.constant(4111111111111111),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .uniqueArray(fc.tuple(texts, tie('value')), {
            maxLength: 3,
            selector: ([key]) => clean(key),
          })
          .map(Object.fromEntries),
      ),
    })).value;
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (value, size) => {
        const json = JSON.stringify(value);
        const pieces = chunked(json, size);
        const { text } = throughChannel(pieces);
        expect(JSON.parse(text)).toEqual(clean(JSON.parse(json)));
      }),
      { numRuns: 300 },
    );
  });

  test('text that is no JSON is matched all the same', () => {
    const { text } = throughChannel(['pay 4111 1111', ' 1111 1111 now, "joe@exam', 'ple.com']);
    expect(text).not.toContain('1111');
    expect(text).not.toContain('joe');
  });

  test('a number without end is not passed on', () => {
    const { text } = throughChannel(['{"n":', '1'.repeat(5_000), '}']);
    expect(JSON.parse(text)).toEqual({ n: '[REDACTED]' });
  });

  test('a block ends the channel, and nothing of the value is sent', () => {
    const blocking = policyOf([
      { rule_type: 'structured_id', id: 'c', decision: 'block', config: {} },
    ]);
    for (const json of ['{"a":"x","b":"4111 1111 1111 1111"}', '{"a":"x","b":4111111111111111}']) {
      for (const pieces of allCuts(json)) {
        const channel = createJsonStringChannel(blocking.plans.outbound);
        const { text, blocked } = streamed(blocking.plans.outbound, pieces, {}, channel);
        expect(blocked).toBe('c');
        expect(text).not.toContain('4111');
        expect(text.startsWith('{"a":"x","b":')).toBe(true);
      }
    }
  });

  test('offsets of matches count the decoded values', () => {
    const channel = createJsonStringChannel(plan);
    channel.push('{"ab":"c joe@x.com"}');
    channel.finish();
    expect(channel.triggered().map(({ matches }) => matches)).toEqual([
      [{ start: 5, end: 14, length: 9 }],
    ]);
  });
});
