// Guarded streams on their way through the relay: blocks, failures, gathered streams, and rules that only watch.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../../../shared/kernel/log.ts';
import type { AnswerRules } from '../../../../shared/policies/answer/answer-rules.ts';
import type { DirectionPlan } from '../../../../shared/policies/engine/direction-plan.ts';
import { ProviderToken } from '../../../../shared/providers/provider-token.ts';
import {
  RELAY_LIMITS,
  type RelayOptions,
  relayStream,
} from '../../../../shared/providers/relay.ts';
import { chatClient, chatStream } from './chat-wire.ts';
import { curated, FORMATS, type Format } from './curated.ts';
import { expectedText, framed } from './expected.ts';
import { messagesStream } from './messages-wire.ts';
import { responsesStream } from './responses-wire.ts';
import {
  type Asked,
  blockRule,
  eventsIn,
  guardOf,
  policyOf,
  SECRET,
  SECRET_CHARACTERS,
  secretRule,
  wordRule,
} from './rules.ts';
import { textOf } from './said.ts';

type Relayed = Asked & {
  readonly output: Readable;
  readonly ends: string[];
  readonly lines: string[];
};

function relayed(
  source: Readable,
  plan: DirectionPlan,
  endpoint: Format,
  changes: Partial<AnswerRules> = {},
  options: Partial<RelayOptions> = {},
): Relayed {
  const asked = guardOf(plan, endpoint, changes);
  const ends: string[] = [];
  const lines: string[] = [];
  const write = (entry: object): void => void lines.push(JSON.stringify(entry));
  const output = relayStream(source, {
    endpoint,
    hideUsage: false,
    token: new ProviderToken('sk-secret-0123456789'),
    requestId: 'req-1',
    log: createLog({ info: write, warn: write, error: write }),
    watch: { streamed: () => {}, streamEnded: (end) => void ends.push(end) },
    guard: asked.guard.openStream(),
    ...options,
  });
  return { ...asked, output, ends, lines };
}

/** A stream that says these pieces on its main channel. */
function saying(format: Format, pieces: string[]): string[] {
  switch (format) {
    case 'chat':
      return chatStream([{ reasoning: [], content: pieces, refusal: [], tools: [] }], [0]);
    case 'messages':
      return messagesStream([{ type: 'text', parts: pieces }]);
    case 'responses':
      return responsesStream([{ type: 'message', parts: [pieces], refusal: [] }]);
  }
}
const bytesOf = (format: Format, pieces: string[]): Buffer =>
  Buffer.concat(framed(saying(format, pieces), [], format !== 'chat'));
const upTo = (bytes: Buffer, word: string): Buffer =>
  bytes.subarray(0, bytes.indexOf('\n\n', bytes.indexOf(word)) + 2);

const said = (format: Format, text: string): string =>
  eventsIn(text)
    .map((event) => {
      if (format === 'responses') return String(event['delta'] ?? '');
      if (format === 'messages') return String((event['delta'] as { text?: string })?.text ?? '');
      const [choice] = (event['choices'] ?? []) as { delta: { content?: string } }[];
      return choice?.delta.content ?? '';
    })
    .join('');

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

/** A plan whose engine breaks when it reads this character. */
function failing(policy: ReturnType<typeof policyOf>): DirectionPlan {
  const { outbound } = policy.plans;
  const matchers = outbound.matchers.map((matcher) => ({
    ...matcher,
    createScanner: (maxHoldChars: number) => {
      const scanner = matcher.createScanner(maxHoldChars);
      return {
        ...scanner,
        run: (...[view, from, to, sink]: Parameters<typeof scanner.run>) => {
          if (view.text.slice(from, to).includes('☠')) throw new Error('broken');
          scanner.run(view, from, to, sink);
        },
        finish: (sink: Parameters<typeof scanner.finish>[0]) => scanner.finish(sink),
        holdStart: () => scanner.holdStart(),
        exemptStart: () => scanner.exemptStart(),
        openStart: () => scanner.openStart(),
        clone: () => scanner.clone(),
      };
    },
  }));
  return { ...outbound, matchers };
}

describe.each(FORMATS)('S10: a stream of %s', (format) => {
  const codeAtEnd = (text: string): unknown =>
    (eventsIn(text).at(-1)?.['error'] as { code?: string }).code;

  it('ends with an error and without the held text when the engine fails', async () => {
    const source = new PassThrough();
    const { output, ends, lines } = relayed(source, failing(policyOf(secretRule())), format);
    const text = buffer(output);
    source.write(upTo(bytesOf(format, ['seen §¤', '¤ ☠ ', 'more']), '☠'));
    const shown = (await text).toString();
    expect(codeAtEnd(shown)).toBe('internal_error');
    expect(said(format, shown)).toBe('seen ');
    expect(shown).not.toMatch(SECRET_CHARACTERS);
    expect(source.destroyed).toBe(true);
    expect(ends).toEqual(['failed']);
    expect(lines.join()).toContain('stream_failed');
    expect(lines.join()).not.toMatch(/☠|§/);
  });

  it('ends without the held text when the provider breaks off', async () => {
    const source = new PassThrough();
    const { output } = relayed(source, policyOf(secretRule()).plans.outbound, format);
    const text = buffer(output);
    source.write(upTo(bytesOf(format, ['seen §¤', 'more']), '§¤'));
    setImmediate(() => source.destroy(new Error('ECONNRESET')));
    const shown = (await text).toString();
    expect(codeAtEnd(shown)).toBe('upstream_error');
    expect(said(format, shown)).toBe('seen ');
    expect(shown).not.toMatch(SECRET_CHARACTERS);
  });

  it.each(['{"cut', '"just text"', '[1]', 'text'])('ends when a frame says %s', async (data) => {
    const source = Readable.from([Buffer.from(`data: ${data}\n\n`), bytesOf(format, ['late'])]);
    const { output, ends } = relayed(source, policyOf(secretRule()).plans.outbound, format);
    const shown = (await buffer(output)).toString();
    expect(codeAtEnd(shown)).toBe('upstream_error');
    expect(shown).not.toContain('late');
    expect(ends).toEqual(['failed']);
  });
});

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
    expect(shown).toMatch(/^: note\n\n(: ping\n\n)+(event|data): /);
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
    expect(questions.toSorted()).toEqual(['a long tho', 'so [MASKED']);
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
