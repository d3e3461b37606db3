// The starter policy on streams of all formats: the text is that of the whole answer, for every kind of rule it has.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evaluate } from '../../../../shared/rules/evaluate.ts';
import { starterPolicy } from '../../../../shared/rules/presets.ts';
import { chatClient, chatStream } from './chat-wire.ts';
import { FORMATS, type Format } from './curated.ts';
import { framed } from './expected.ts';
import { messagesClient, messagesStream } from './messages-wire.ts';
import { responsesClient, responsesStream } from './responses-wire.ts';
import { guardOf, policyOf, through } from './rules.ts';
import { cutUp } from './said.ts';

const policy = policyOf(...starterPolicy.rules.map((rule) => ({ ...rule, direction: 'outbound' })));

const fragment = fc.constantFrom(
  '4111 1111 1111 1111',
  '4111-1111-1111-1112',
  'DE89 3704 0044 0532 0130 00',
  'ann@example.com',
  'ａｎｎ＠example.com',
  '192.168.0.1',
  'AKIAIOSFODNN7EXAMPLE',
  'sk-abcdefghijklmnopqrstuvwxyz012345',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----',
  'plain ',
  ' ',
  '1',
  '\u200b',
  '😀',
);
const pieces = fc
  .tuple(fc.array(fragment, { maxLength: 6 }), fc.array(fc.nat(500), { maxLength: 12 }))
  .map(([fragments, at]) => cutUp(fragments.join(''), at));

const said: Readonly<Record<Format, (parts: string[]) => string[]>> = {
  chat: (content) => chatStream([{ reasoning: [], content, refusal: [], tools: [] }], [0]),
  messages: (parts) => messagesStream([{ type: 'text', parts }]),
  responses: (parts) => responsesStream([{ type: 'message', parts: [parts], refusal: [] }]),
};
const seen: Readonly<Record<Format, (stream: string) => string | undefined>> = {
  chat: (stream) => chatClient(stream).get('0 content'),
  messages: (stream) => messagesClient(stream).get('0 text'),
  responses: (stream) => responsesClient(stream).get('0 0'),
};

it('masks a text', () => {
  expect(evaluate(policy, 'ann@example.com', 'outbound').decision).toBe('mask');
});

it.each(FORMATS)('S8: a stream of %s has the text of the whole answer', async (format) => {
  await fc.assert(
    fc.asyncProperty(pieces, async (parts) => {
      const expected = evaluate(policy, parts.join(''), 'outbound');
      const { guard } = guardOf(policy.plans.outbound, format);
      const chunks = framed(said[format](parts), [], format !== 'chat');
      const { text, end } = await through(guard.openStream(), chunks);
      if (expected.decision === 'block') expect(end).toBe('response_blocked');
      else expect(seen[format](text) ?? '').toBe(expected.text);
    }),
    { numRuns: 100 },
  );
});
