// The Responses API under rules that mask: what clients get of generated answers, as a stream and as a whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedJson, expectedText, framed } from './expected.ts';
import {
  type ItemSaid,
  itemOf,
  responseSaid,
  responsesAnswer,
  responsesClient,
  responsesReader,
  responsesStream,
  terseClient,
} from './responses-wire.ts';
import {
  eventsIn,
  guardOf,
  policyOf,
  SECRET,
  SECRET_CHARACTERS,
  secretRule,
  spelled,
  through,
  wordRule,
} from './rules.ts';

const policy = policyOf(secretRule(), wordRule);
const plan = policy.plans.outbound;
const cutBytes = fc.array(fc.nat(100_000), { maxLength: 12 });

/** Arguments by their value, and without texts of which there is nothing. */
const comparable = (client: Map<string, string>, items: readonly ItemSaid[]): Map<string, string> =>
  new Map(
    [...client]
      .map(([key, text]): [string, string] => {
        const said = items[Number.parseInt(key, 10)];
        return [key, said?.type === 'function_call' ? JSON.stringify(JSON.parse(text)) : text];
      })
      .filter(([, text]) => text !== ''),
  );

function expected(items: readonly ItemSaid[]): Map<string, string> {
  const client = responsesReader({ output: Object.fromEntries(items.map(itemOf).entries()) });
  for (const [key, text] of client) {
    const said = items[Number.parseInt(key, 10)];
    client.set(
      key,
      said?.type === 'function_call'
        ? expectedJson(policy, said.value)
        : expectedText(policy, text),
    );
  }
  return new Map([...client].filter(([, text]) => text !== ''));
}

const streamed = async (data: readonly string[], at: readonly number[] = []): Promise<string> => {
  const { guard } = guardOf(plan, 'responses');
  return (await through(guard.openStream(), framed(data, at, true))).text;
};

describe('a masked stream of the Responses API', () => {
  it('S1, S4, S6, S8: gives each text as the rules leave the whole of it, and snapshots say the same', async () => {
    await fc.assert(
      fc.asyncProperty(responseSaid, cutBytes, fc.boolean(), async (items, at, isEscaped) => {
        const data = responsesStream(items).map((json) => (isEscaped ? spelled(json) : json));
        const text = await streamed(data, at);
        expect(comparable(responsesClient(text), items)).toEqual(expected(items));
        expect(text).not.toMatch(SECRET_CHARACTERS);
      }),
      { numRuns: 300 },
    );
  });

  it('S8: is the same when the server sends no deltas', async () => {
    await fc.assert(
      fc.asyncProperty(responseSaid, async (items) => {
        const text = await streamed(responsesStream(items, true));
        expect(comparable(terseClient(text), items)).toEqual(expected(items));
        expect(text).not.toMatch(SECRET_CHARACTERS);
      }),
    );
  });

  it('S8: is the same as the whole answer', async () => {
    await fc.assert(
      fc.asyncProperty(responseSaid, async (items) => {
        const { guard } = guardOf(plan, 'responses');
        const answer = await guard.whole(Buffer.from(JSON.stringify(responsesAnswer(items))));
        if (answer.kind === 'blocked') throw answer.error;
        const shown = responsesReader(JSON.parse(answer.bytes.toString()));
        expect(comparable(shown, items)).toEqual(expected(items));
      }),
    );
  });

  it('has no log-probabilities and no padding', async () => {
    const text = await streamed(
      responsesStream([{ type: 'message', parts: [['a b c ']], refusal: [] }]),
    );
    expect(text).not.toContain('obfuscation');
    expect(text).not.toContain('token');
    expect(text).toContain('"logprobs":[]');
  });
});

describe('events and items of the Responses API', () => {
  const event = (type: string, more: object): string =>
    JSON.stringify({ type, sequence_number: 5, output_index: 0, ...more });

  it('of an unknown kind are left out, and counted', async () => {
    const { guard, reports } = guardOf(plan, 'responses');
    const item = { type: 'novel_call', id: 'n', status: 'completed', words: SECRET };
    const data = [
      event('response.novel.delta', { delta: SECRET }),
      event('response.output_item.done', { item }),
    ];
    const { text } = await through(guard.openStream(), framed(data, [], true));
    expect(eventsIn(text)).toEqual([
      {
        type: 'response.output_item.done',
        sequence_number: 5,
        output_index: 0,
        item: { type: 'novel_call', id: 'n', status: 'completed' },
      },
    ]);
    expect(Object.fromEntries(reports[0]?.dropped ?? [])).toEqual({
      'response.novel.delta': 1,
      'output_item.words': 1,
    });
  });

  it('of tools have every text masked, and count a match once although it is told three times', async () => {
    const { guard, reports } = guardOf(plan, 'responses');
    const item = { type: 'web_search_call', id: 'w', action: { type: 'search', query: SECRET } };
    const data = [
      event('response.output_item.added', { item }),
      event('response.output_item.done', { item }),
      event('response.completed', { response: { output: [item] } }),
    ];
    const { text } = await through(guard.openStream(), framed(data, [], true));
    expect(text).not.toMatch(SECRET_CHARACTERS);
    expect(text.match(/"query":"\[MASKED\]"/g)).toHaveLength(3);
    expect(reports[0]?.triggered[0]?.count).toBe(1);
  });

  it('of a shell have each command as it was streamed', async () => {
    const at = { command_index: 0 };
    const data = [
      event('response.shell_call_command.added', { ...at, command: '' }),
      event('response.shell_call_command.delta', { ...at, delta: 'echo §¤' }),
      event('response.shell_call_command.delta', { ...at, delta: '¤§' }),
      event('response.shell_call_command.done', { ...at, command: 'echo §¤¤§' }),
      event('response.output_item.done', {
        item: { type: 'shell_call', id: 's', action: { commands: ['echo §¤¤§'] } },
      }),
    ];
    const text = await streamed(data);
    expect(text).not.toMatch(SECRET_CHARACTERS);
    expect(text).toContain('"command":"echo [MASKED]"');
    expect(text).toContain('"commands":["echo [MASKED]"]');
  });
});
