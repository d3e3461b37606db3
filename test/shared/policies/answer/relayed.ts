// Guarded streams on their way through the relay, for tests.
import type { Readable } from 'node:stream';
import { createLog } from '../../../../shared/kernel/log.ts';
import type { AnswerRules } from '../../../../shared/policies/answer/answer-rules.ts';
import { ProviderToken } from '../../../../shared/providers/provider-token.ts';
import { type RelayOptions, relayStream } from '../../../../shared/providers/relay.ts';
import type { DirectionPlan } from '../../../../shared/rules/direction-plan.ts';
import { chatStream } from './chat-wire.ts';
import type { Format } from './curated.ts';
import { framed } from './expected.ts';
import { messagesStream } from './messages-wire.ts';
import { responsesStream } from './responses-wire.ts';
import { type Asked, eventsIn, guardOf } from './rules.ts';

type Relayed = Asked & {
  readonly output: Readable;
  readonly ends: string[];
  readonly lines: string[];
};

export function relayed(
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
export const bytesOf = (format: Format, pieces: string[]): Buffer =>
  Buffer.concat(framed(saying(format, pieces), [], format !== 'chat'));
export const upTo = (bytes: Buffer, word: string): Buffer =>
  bytes.subarray(0, bytes.indexOf('\n\n', bytes.indexOf(word)) + 2);

export const said = (format: Format, text: string): string =>
  eventsIn(text)
    .map((event) => {
      if (format === 'responses') return String(event['delta'] ?? '');
      if (format === 'messages') return String((event['delta'] as { text?: string })?.text ?? '');
      const [choice] = (event['choices'] ?? []) as { delta: { content?: string } }[];
      return choice?.delta.content ?? '';
    })
    .join('');
