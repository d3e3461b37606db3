// S5: a rule that blocks ends a stream within one event, whatever its format.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from './curated.ts';
import { expectedText } from './expected.ts';
import { bytesOf, relayed, said, upTo } from './relayed.ts';
import { blockRule, eventsIn, policyOf, wordRule } from './rules.ts';
import { textOf } from './said.ts';

const blocking = policyOf(blockRule({ name: 'no shouting', block_message: 'Not here.' }));

describe.each(FORMATS)('S5: a block in a stream of %s', (format) => {
  const blocked = async () => {
    const source = new PassThrough();
    const relay = relayed(source, blocking.plans.outbound, format);
    const text = buffer(relay.output);
    source.write(upTo(bytesOf(format, ['hello BLO', 'CK', ' ME now']), ' ME now'));
    return { ...relay, source, text: (await text).toString() };
  };

  it('ends it with one event, and ends the provider call at once', async () => {
    const { source, text, ends, reports } = await blocked();
    expect(source.destroyed).toBe(true);
    expect(ends).toEqual(['blocked']);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.blockedBy?.ruleName).toBe('no shouting');
    expect(said(format, text)).toBe('hello ');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(format === 'chat');
  });

  it('says which rule it was, and not what it found', async () => {
    const { text, lines } = await blocked();
    const error = eventsIn(text).at(-1)?.['error'] as Record<string, unknown>;
    expect(error).toMatchObject({
      message: 'Not here.',
      code: 'response_blocked',
      triggered_rules: [
        {
          rule_name: 'no shouting',
          decision: 'block',
          match_info: { matches: [{ start: 6, end: 14 }] },
        },
      ],
    });
    expect(error['type']).toBe(
      format === 'messages' ? 'invalid_request_error' : 'policy_violation',
    );
    expect(text).not.toContain('BLO');
    expect(lines).toEqual([]);
  });

  it('continues the sequence of events', async () => {
    const numbers = eventsIn((await blocked()).text).map((event) => event['sequence_number']);
    if (format === 'responses') expect(numbers).toEqual(numbers.map((_, at) => at));
    else expect(new Set(numbers)).toEqual(new Set([undefined]));
  });

  it('sends nothing of what follows, and what was sent is the beginning of the masked text', async () => {
    const policy = policyOf(wordRule, blockRule());
    const only = policyOf(wordRule);
    await fc.assert(
      fc.asyncProperty(textOf, textOf, fc.nat(40), async (before, after, at) => {
        const all = `${before}BLOCK ME${after}`;
        const pieces = [all.slice(0, at), all.slice(at)];
        const { output } = relayed(
          Readable.from([bytesOf(format, pieces)]),
          policy.plans.outbound,
          format,
        );
        const text = said(format, (await buffer(output)).toString());
        expect(expectedText(only, all).startsWith(text)).toBe(true);
        expect(text).not.toContain('B');
      }),
      { numRuns: 60 },
    );
  });
});
