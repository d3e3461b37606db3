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
  conversation: { field: 'messages', isRequired: true, mayBeText: false, hasTurns: true },
  stream: {
    doneFrame: null,
    hasUsageChunk: false,
    lateError: (error, requestId) =>
      frameOf(JSON.stringify(errorEnvelope(error, 'anthropic', requestId)), 'error'),
  },
  answersWithText: true,
} as const satisfies Surface;
