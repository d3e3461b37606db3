// OpenAI's chat completions.
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';
import { DONE_FRAME } from './stream-frames.ts';
import type { Surface } from './surface.ts';

export const chat = {
  operation: 'createChatCompletion',
  path: '/v1/chat/completions',
  summary: 'OpenAI chat completion, buffered or streamed',
  dialect: 'openai',
  // Anthropic serves it, too, for its own models.
  providerPath: { openai: '/chat/completions', anthropic: '/v1/chat/completions' },
  conversation: { field: 'messages', isRequired: true, mayBeText: false, hasTurns: true },
  stream: {
    doneFrame: DONE_FRAME,
    hasUsageChunk: true,
    lateError: (error, requestId) =>
      frameOf(JSON.stringify(errorEnvelope(error, 'openai', requestId))) + DONE_FRAME,
  },
  answersWithText: true,
} as const satisfies Surface;
