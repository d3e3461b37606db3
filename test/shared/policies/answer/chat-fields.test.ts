// What else stands in chat completions: members that pass, that are left out, and calls of tools.
import { describe, expect, it } from 'vitest';
import { framed } from './expected.ts';
import {
  eventsIn,
  guardOf,
  policyOf,
  SECRET,
  SECRET_CHARACTERS,
  secretRule,
  through,
  wordRule,
} from './rules.ts';

const { outbound } = policyOf(secretRule(), wordRule).plans;

type Shown = {
  readonly choices: Record<string, unknown>[];
  readonly deltas: unknown[];
  readonly text: string;
  readonly dropped: Record<string, number>;
  readonly end: string | null;
};

async function stream(...choices: object[]): Promise<Shown> {
  const { guard, reports } = guardOf(outbound, 'chat');
  const data = choices.map((choice) =>
    JSON.stringify({ id: 'x', obfuscation: 'abc', choices: [{ index: 0, ...choice }] }),
  );
  const { text, end } = await through(guard.openStream(), framed(data, []));
  const shown = eventsIn(text).flatMap((event) => event['choices'] as Record<string, unknown>[]);
  const dropped = Object.fromEntries(reports[0]?.dropped ?? []);
  return { choices: shown, deltas: shown.map(({ delta }) => delta), text, dropped, end };
}

const deltas = (...contents: object[]): Promise<Shown> =>
  stream(...contents.map((delta) => ({ delta })));

describe('members of a chunk', () => {
  it('that no rule can read are left out, and counted', async () => {
    const {
      deltas: shown,
      dropped,
      text,
    } = await deltas(
      { content: 'a. ', novel: SECRET, flag: true, none: null },
      { content: [{ text: SECRET }] },
      { novel: [SECRET] },
      { tool_calls: 'call', audio: 'sound' },
    );
    expect(shown[0]).toEqual({ content: 'a. ', flag: true, none: null });
    expect(text).not.toMatch(SECRET_CHARACTERS);
    expect(dropped).toMatchObject({ 'message.novel': 2, content: 1, tool_calls: 1, audio: 1 });
  });

  it('that tell of text besides it are left out: log-probabilities, padding, sound', async () => {
    const { choices, text } = await stream(
      { delta: { content: 'hi ' }, logprobs: { content: [{ token: SECRET }] } },
      { delta: { audio: { id: 'a', data: 'UklGRg==', transcript: `it is ${SECRET} ` } } },
    );
    expect(choices[0]).toMatchObject({ logprobs: null });
    expect(choices[1]).toEqual({
      index: 0,
      delta: { audio: { id: 'a', transcript: 'it is [MASKED] ' } },
    });
    expect(text).not.toMatch(/abc|obfuscation|UklG/);
  });

  it('of which nothing may be told yet make no chunk, but roles and ends are never lost', async () => {
    const { choices } = await stream(
      { delta: { role: 'assistant', content: '§¤' } },
      { delta: { content: '¤' } },
      { delta: { content: '¤' } },
      { delta: { content: ' wor' }, finish_reason: 'length' },
    );
    expect(choices).toEqual([
      { index: 0, delta: { role: 'assistant' } },
      { index: 0, delta: { content: '§¤¤¤ wor' }, finish_reason: 'length' },
    ]);
  });

  it('that count in every chunk stay, with a choice', async () => {
    const { guard } = guardOf(outbound, 'chat');
    const chunk = { usage: { total_tokens: 1 }, choices: [{ index: 0, delta: { content: '§' } }] };
    const { text } = await through(guard.openStream(), framed([JSON.stringify(chunk)], []));
    expect(eventsIn(text)[0]).toEqual({
      usage: { total_tokens: 1 },
      choices: [{ index: 0, delta: {} }],
    });
  });

  it('that count keep every digit', async () => {
    const { guard } = guardOf(outbound, 'chat');
    const data = ['{"id":"x","created":12345678901234567890,"choices":[],"usage":{"cost":1.10}}'];
    const { text } = await through(guard.openStream(), framed(data, []));
    expect(text).toContain('"created":12345678901234567890');
  });

  it('named like those of every object harm nobody', async () => {
    const { guard } = guardOf(outbound, 'chat');
    const data = [
      `{"id":"x","__proto__":{"choices":1},"constructor":"${SECRET}","choices":[{"index":0,"delta":{"content":"a. ","__proto__":"${SECRET}"}}]}`,
    ];
    const { text } = await through(guard.openStream(), framed(data, []));
    expect(text).toBe('data: {"id":"x","choices":[{"index":0,"delta":{"content":"a. "}}]}\n\n');
  });
});

describe('calls of tools', () => {
  const call = (named: object, more: object = {}): object => ({
    tool_calls: [{ index: 0, ...more, function: named }],
  });

  it('come with a name as a whole, once', async () => {
    const { deltas: shown } = await deltas(
      call({ name: SECRET, arguments: '' }, { id: 'c', type: 'function' }),
      call({ name: SECRET, arguments: '{"a":' }),
      call({ name: '', arguments: '1}' }),
    );
    expect(shown).toEqual([
      call({ name: '[MASKED]', arguments: '' }, { id: 'c', type: 'function' }),
      call({ arguments: '{"a":' }),
      call({ name: '', arguments: '1}' }),
    ]);
  });

  it('whose name comes in pieces end the stream', async () => {
    const { end, text } = await deltas(call({ name: '§¤' }, { id: 'c' }), call({ name: '¤§' }));
    expect(end).toBe('upstream_error');
    expect(text).not.toContain('¤§');
  });

  it('that share an index have texts of their own', async () => {
    const { deltas: shown, end } = await stream(
      { delta: call({ name: 'first', arguments: '{"a":"§¤¤§"}' }, { id: 'c1' }) },
      {
        delta: call({ name: 'second', arguments: '{"a":"x §¤' }, { id: 'c2' }),
        finish_reason: 'tool_calls',
      },
    );
    expect(end).toBeNull();
    expect(shown).toEqual([
      call({ name: 'first', arguments: '{"a":"[MASKED]"}' }, { id: 'c1' }),
      call({ name: 'second', arguments: '{"a":"x §¤' }, { id: 'c2' }),
    ]);
  });

  it('of the older form, and with plain input, are masked, too', async () => {
    const { text } = await deltas(
      { function_call: { name: 'f', arguments: '{"a":"§¤' } },
      { function_call: { arguments: '¤§"}' } },
      { tool_calls: [{ index: 0, id: 'c', custom: { name: 'run', input: 'echo §' } }] },
      { tool_calls: [{ index: 0, custom: { input: '¤§ ' } }] },
    );
    expect(text).not.toMatch(SECRET_CHARACTERS);
    expect(text.match(/\[MASKED\]/g)).toHaveLength(2);
  });

  it('have numbers masked as texts, so that their arguments stay JSON', async () => {
    const { guard } = guardOf(
      policyOf({ config: { patterns: [{ pattern: '\\d{16}' }] } }).plans.outbound,
      'chat',
    );
    const answer = await guard.whole(
      Buffer.from(
        JSON.stringify({
          choices: [
            { index: 0, message: call({ name: 'pay', arguments: '{"card":4111111111111111}' }) },
          ],
        }),
      ),
    );
    if (answer.kind === 'blocked') throw answer.error;
    const [choice] = JSON.parse(answer.bytes.toString()).choices;
    const { arguments: text } = choice.message.tool_calls[0].function;
    expect(JSON.parse(text)).toEqual({ card: '****************' });
  });
});

describe('text after the end of its choice', () => {
  it('ends the stream: it could complete what was sent', async () => {
    const { end, text } = await stream(
      { delta: { content: 'x §¤' }, finish_reason: 'stop' },
      { delta: { content: '¤§' } },
    );
    expect(end).toBe('upstream_error');
    expect(text).not.toContain('¤§');
  });
});

describe('an error in the stream', () => {
  it('passes masked, and nothing that was held follows it', async () => {
    const { guard } = guardOf(outbound, 'chat');
    const data = [
      JSON.stringify({ choices: [{ index: 0, delta: { content: 'seen §¤' } }] }),
      JSON.stringify({ error: { message: `was ${SECRET}`, code: 'server_error' } }),
    ];
    const { text } = await through(guard.openStream(), framed(data, []));
    expect(eventsIn(text).at(-1)).toEqual({
      error: { message: 'was [MASKED]', code: 'server_error' },
    });
    expect(text).not.toContain('§');
  });
});
