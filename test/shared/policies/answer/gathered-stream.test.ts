// Streams that are shown once all of them has been judged, and rules that ask a model or only watch.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AnswerRules } from '../../../../shared/policies/answer/answer-rules.ts';
import { RELAY_LIMITS } from '../../../../shared/providers/relay.ts';
import { chatClient, chatStream } from './chat-wire.ts';
import { curated, FORMATS } from './curated.ts';
import { framed } from './expected.ts';
import { bytesOf, relayed, upTo } from './relayed.ts';
import { blockRule, eventsIn, policyOf, SECRET, secretRule, wordRule } from './rules.ts';

describe('a stream that is shown when all of it has been judged', () => {
  const { outbound } = policyOf(secretRule(), blockRule()).plans;
  const mode = { streamingMode: 'buffered' } as const;
  const limits = { ...RELAY_LIMITS, pingAfterMs: 20 };

  it.each(
    FORMATS,
  )('of %s is the same as one shown at once, and comments pass meanwhile', async (format) => {
    const { plans } = policyOf(secretRule(), wordRule);
    const at = curated[format].length / 2;
    const source = new PassThrough();
    const { output } = relayed(source, plans.outbound, format, mode, { limits });
    const text = buffer(output);
    source.write(': note\n\n');
    source.write(curated[format].subarray(0, at));
    await sleep(100);
    source.end(curated[format].subarray(at));
    const shown = (await text).toString();
    expect(shown).toMatch(/^: ping\n\n(: ping\n\n)+(event|data): /);
    const direct = relayed(Readable.from([curated[format]]), plans.outbound, format);
    expect(shown.replaceAll(/^: \w+\n\n/gm, '')).toBe((await buffer(direct.output)).toString());
  });

  it('S5: shows nothing when a rule blocks its end', async () => {
    const source = Readable.from([bytesOf('chat', ['hello ', 'BLOCK ME'])]);
    const { output, ends } = relayed(source, outbound, 'chat', mode);
    const shown = (await buffer(output)).toString();
    expect(eventsIn(shown)).toHaveLength(1);
    expect(shown).toContain('response_blocked');
    expect(ends).toEqual(['blocked']);
  });

  it('is aborted with its provider when the client leaves', async () => {
    const source = new PassThrough();
    const { output, ends, reports } = relayed(source, outbound, 'chat', mode);
    source.write(upTo(bytesOf('chat', [`a ${SECRET}`, ' b']), 'a '));
    await sleep(5);
    output.destroy();
    expect(source.destroyed).toBe(true);
    expect(ends).toEqual(['aborted']);
    expect(reports[0]?.triggered[0]?.count).toBe(1);
  });
});

const judge = (more: object = {}): object => ({
  rule_type: 'llm_detection',
  decision: 'block',
  config: { model: 'gpt-judge', instructions: 'Is it rude?', max_input_chars: 10 },
  ...more,
});

describe('rules that ask a model', () => {
  const asking = (score: (text: string) => number) => {
    const questions: string[] = [];
    const ask: AnswerRules['ask'] = async ({ text }) => {
      questions.push(text);
      return score(text);
    };
    return { questions, ask };
  };
  const choice = (reasoning: string, content: string) =>
    framed(
      chatStream([{ reasoning: [reasoning], content: [content], refusal: [], tools: [] }], [0]),
      [],
    );

  it('see each masked text before the client sees any', async () => {
    const { plans } = policyOf(secretRule(), judge());
    const { questions, ask } = asking(() => 0);
    const source = Readable.from(choice('a long thought about it', `so ${SECRET}`));
    const { output } = relayed(source, plans.outbound, 'chat', { ask });
    const client = chatClient((await buffer(output)).toString());
    expect(questions.toSorted()).toEqual([
      'ED]',
      'a long tho',
      'bout it',
      'hought abo',
      'so [MASKED',
    ]);
    expect(client.get('0 content')).toBe('so [MASKED]');
  });

  it('may block one text of several, and nothing is sent', async () => {
    const { plans } = policyOf(judge());
    const { ask } = asking((text) => (text.startsWith('rude') ? 1 : 0));
    const { output, ends } = relayed(
      Readable.from(choice('kind', 'rude')),
      plans.outbound,
      'chat',
      { ask },
    );
    const shown = (await buffer(output)).toString();
    expect(eventsIn(shown)).toHaveLength(1);
    expect(shown).toContain('response_blocked');
    expect(ends).toEqual(['blocked']);
  });

  it('that only watch delay nothing, and are counted later', async () => {
    const { plans } = policyOf(judge({ enforcement_mode: 'monitor' }));
    const { questions, ask } = asking(() => 1);
    const frames = choice('', 'as it is');
    const { output, reports, tasks } = relayed(Readable.from(frames), plans.outbound, 'chat', {
      ask,
    });
    expect((await buffer(output)).equals(Buffer.concat(frames))).toBe(true);
    await Promise.all(tasks);
    expect(questions).toEqual(['as it is']);
    expect(reports.map(({ triggered }) => triggered.map(({ monitoring }) => monitoring))).toEqual([
      [],
      [true],
    ]);
  });
});

describe('rules that only watch', () => {
  const { outbound } = policyOf(secretRule({ enforcement_mode: 'monitor' })).plans;

  it.each(FORMATS)('leave a stream of %s as it is, byte by byte, and count', async (format) => {
    const { output, reports } = relayed(Readable.from([curated[format]]), outbound, format);
    expect((await buffer(output)).equals(curated[format])).toBe(true);
    expect(reports[0]?.triggered[0]).toMatchObject({ monitoring: true, decision: 'mask' });
  });

  it('do no harm when they fail, and say so', async () => {
    const bytes = Buffer.concat([Buffer.from('data: no JSON\n\n'), bytesOf('chat', ['text'])]);
    const { output, ends, reports } = relayed(Readable.from([bytes]), outbound, 'chat');
    expect((await buffer(output)).equals(bytes)).toBe(true);
    expect(ends).toEqual(['complete']);
    expect(reports[0]?.blindness).not.toBeNull();
  });
});
