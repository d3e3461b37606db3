// OpenAI's chat completions.
import { isObject } from '../kernel/is-object.ts';
import { chunkStream } from './stream-forms.ts';
import type { Surface } from './surface.ts';

export const chat = {
  operation: 'createChatCompletion',
  path: '/v1/chat/completions',
  summary: 'OpenAI chat completion, buffered or streamed',
  dialect: 'openai',
  // Anthropic serves it, too, for its own models.
  providerPath: { openai: '/chat/completions', anthropic: '/v1/chat/completions' },
  request: { kind: 'json' },
  conversation: { field: 'messages', isRequired: true, holds: 'list', hasTurns: true },
  mayOmitModel: false,
  stream: chunkStream,
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  // Stored if asked to, and the sound of an answer for an hour.
  kept: {
    mayBeMade: ({ store, audio }) => store === true || audio !== undefined,
    marks: [],
    namesIn: (answer, { store }) => [
      ...(store === true ? [answer['id']] : []),
      ...soundsIn(answer),
    ],
  },
} as const satisfies Surface;

function soundsIn({ choices }: Readonly<Record<string, unknown>>): unknown[] {
  if (!Array.isArray(choices)) return [];
  return choices.flatMap((choice: unknown) =>
    ['message', 'delta'].map((part) => memberOf(memberOf(memberOf(choice, part), 'audio'), 'id')),
  );
}

const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;
