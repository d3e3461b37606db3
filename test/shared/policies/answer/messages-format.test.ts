// Anthropic's messages under rules that mask: what clients get of generated answers, as a stream and as a whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedJson, expectedText, framed } from './expected.ts';
import {
  type BlockSaid,
  messageSaid,
  messagesAnswer,
  messagesClient,
  messagesReader,
  messagesStream,
} from './messages-wire.ts';
import {
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

function expected(blocks: readonly BlockSaid[]): Map<string, string> {
  const entries = blocks.flatMap((block, index): [string, string][] => {
    if (block.type === 'tool_use')
      return [
        [`${index} name`, expectedText(policy, block.name)],
        [`${index} input`, expectedJson(policy, block.input)],
      ];
    const written = block.parts.join('');
    const text = expectedText(policy, written);
    if (block.type === 'text') return [[`${index} text`, text]];
    // A signature of thinking that was masked would be refused by the provider.
    return [
      [`${index} thinking`, text],
      [`${index} signature`, text === written ? 'c2lnbmVk' : ''],
    ];
  });
  return new Map(entries);
}

describe('a masked stream of messages', () => {
  it('S1, S4, S6, S8: gives each text as the rules leave the whole of it, in order, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(messageSaid, cutBytes, fc.boolean(), async (blocks, at, isEscaped) => {
        const data = messagesStream(blocks).map((json) => (isEscaped ? spelled(json) : json));
        const { guard } = guardOf(plan, 'messages');
        const { text } = await through(guard.openStream(), framed(data, at, true));
        expect(messagesClient(text)).toEqual(expected(blocks));
        expect(text).not.toMatch(SECRET_CHARACTERS);
      }),
      { numRuns: 300 },
    );
  });

  it('S8: is the same as the whole answer', async () => {
    await fc.assert(
      fc.asyncProperty(messageSaid, async (blocks) => {
        const { guard } = guardOf(plan, 'messages');
        const answer = await guard.whole(Buffer.from(JSON.stringify(messagesAnswer(blocks))));
        if (answer.kind === 'blocked') throw answer.error;
        expect(messagesReader(JSON.parse(answer.bytes.toString()))).toEqual(expected(blocks));
        expect(answer.bytes.toString()).not.toMatch(SECRET_CHARACTERS);
      }),
    );
  });

  it('has every event under its own name', async () => {
    const data = messagesStream([{ type: 'text', parts: ['a ', 'word', ' more'] }]);
    const { guard } = guardOf(plan, 'messages');
    const { text } = await through(guard.openStream(), framed(data, [], true));
    const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
    const types = [...text.matchAll(/"type":"((?:message|content)_[a-z_]+|ping)"/g)];
    expect(names).toEqual(types.map(([, type]) => type));
    expect(names.length).toBeGreaterThan(6);
  });
});

describe('blocks of messages', () => {
  const whole = async (...content: object[]): Promise<{ content: object[]; dropped: string[] }> => {
    const { guard, reports } = guardOf(plan, 'messages');
    const bytes = Buffer.from(JSON.stringify({ type: 'message', role: 'assistant', content }));
    const answer = await guard.whole(bytes);
    if (answer.kind === 'blocked') throw answer.error;
    const dropped = [...(reports[0]?.dropped.keys() ?? [])];
    return { content: JSON.parse(answer.bytes.toString()).content, dropped };
  };

  it('of an unknown kind stay, empty, and are counted', async () => {
    const { content, dropped } = await whole({ type: 'novel', text: SECRET, depth: { a: SECRET } });
    expect(content).toEqual([{ type: 'novel' }]);
    expect(dropped).toEqual(['content_block.text', 'content_block.depth']);
  });

  it('with what a tool of the provider found are masked, but for what only the provider reads', async () => {
    const result = (text: string): object => ({
      type: 'web_search_tool_result',
      tool_use_id: 'srvtoolu_1',
      content: [
        { type: 'web_search_result', title: text, url: 'https://a.test', encrypted_content: 'x' },
      ],
    });
    expect((await whole(result(`a ${SECRET}`))).content).toEqual([result('a [MASKED]')]);
  });

  it('have text in the place of an id or a kind masked as well', async () => {
    const result = (text: string): object => ({
      type: 'mcp_tool_result',
      tool_use_id: 'mcptoolu_1',
      content: [{ type: 'text', text: 'plain', file_id: text, code: text }],
    });
    const shown = (await whole(result(`so ${SECRET}`))).content;
    expect(shown).toEqual([result('so [MASKED]')]);
  });

  it('with citations have them masked', async () => {
    const block = (text: string): object => ({
      type: 'text',
      text: 'as told',
      citations: [{ type: 'char_location', cited_text: text, document_index: 0 }],
    });
    expect((await whole(block(SECRET))).content).toEqual([block('[MASKED]')]);
  });
});
