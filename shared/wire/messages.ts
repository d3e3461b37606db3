// Anthropic's messages.
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';
import type { Surface } from './surface.ts';

export const messages = {
  operation: 'createMessage',
  path: '/v1/messages',
  summary: 'Anthropic message, buffered or streamed',
  dialect: 'anthropic',
  providerPath: { openai: null, anthropic: '/v1/messages' },
  request: { kind: 'json' },
  conversation: { field: 'messages', isRequired: true, holds: 'list', hasTurns: true },
  mayOmitModel: false,
  stream: {
    doneFrame: null,
    hasUsageChunk: false,
    lateError: (error, requestId) =>
      frameOf(JSON.stringify(errorEnvelope(error, 'anthropic', requestId)), 'error'),
  },
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  // Code that a model ran leaves a container and files.
  kept: {
    mayBeMade: ({ container, tools }) => container !== undefined || tools !== undefined,
    marks: ['"container"', '"file_id"'],
    namesIn: () => [],
  },
} as const satisfies Surface;
