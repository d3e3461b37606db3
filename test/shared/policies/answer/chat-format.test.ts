// Chat completions under rules that mask: what clients get of generated answers, as a stream and as a whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatAnswer, chatClient, chatReader, chatStream, choiceSaid } from './chat-wire.ts';
import { expectedJson, expectedText, framed } from './expected.ts';
import {
  guardOf,
  policyOf,
  SECRET_CHARACTERS,
  secretRule,
  spelled,
  through,
  wordRule,
} from './rules.ts';

const policy = policyOf(secretRule(), wordRule);
const plan = policy.plans.outbound;
const answers = fc.array(choiceSaid, { minLength: 1, maxLength: 2 });
const cutBytes = fc.array(fc.nat(100_000), { maxLength: 12 });

type Choices = Parameters<typeof chatAnswer>[0];

function expected(choices: Choices): [string, string][] {
  return choices.flatMap(({ reasoning, content, refusal, tools }, index) => [
    ...Object.entries({ reasoning_content: reasoning, content, refusal }).map(
      ([name, parts]): [string, string] => [
        `${index} ${name}`,
        expectedText(policy, parts.join('')),
      ],
    ),
    ...tools.flatMap(({ name, input }, tool): [string, string][] => [
      [`${index} tool ${tool} name`, expectedText(policy, name)],
      [`${index} tool ${tool} arguments`, expectedJson(policy, input)],
    ]),
  ]);
}

/** Arguments by their value: their spelling is the provider's. */
const values = (client: Map<string, string>): [string, string][] =>
  [...client].map(([key, text]) => [
    key,
    key.endsWith('arguments') ? JSON.stringify(JSON.parse(text)) : text,
  ]);

const texts = (entries: readonly [string, string][]): Map<string, string> =>
  new Map(entries.filter(([, text]) => text !== ''));

describe('a masked stream of chat completions', () => {
  it('S1, S4, S6, S8: gives each text as the rules leave the whole of it, in order, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        answers,
        fc.array(fc.nat(7), { minLength: 1, maxLength: 9 }),
        cutBytes,
        fc.boolean(),
        async (choices, order, at, isEscaped) => {
          const data = chatStream(choices, order).map((json) => (isEscaped ? spelled(json) : json));
          const { guard } = guardOf(plan, 'chat');
          const { text } = await through(guard.openStream(), framed(data, at));
          expect(texts(values(chatClient(text)))).toEqual(texts(expected(choices)));
          expect(text).not.toMatch(SECRET_CHARACTERS);
          expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('S8: is the same as the whole answer', async () => {
    await fc.assert(
      fc.asyncProperty(answers, async (choices) => {
        const { guard } = guardOf(plan, 'chat');
        const answer = await guard.whole(Buffer.from(JSON.stringify(chatAnswer(choices))));
        if (answer.kind === 'blocked') throw answer.error;
        expect(texts(values(chatReader(JSON.parse(answer.bytes.toString()))))).toEqual(
          texts(expected(choices)),
        );
        expect(answer.bytes.toString()).not.toMatch(SECRET_CHARACTERS);
      }),
    );
  });
});
