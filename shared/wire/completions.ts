// OpenAI's legacy completions, which some local servers and editors still speak.
import { errorEnvelope } from '../errors/envelope.ts';
import { frameOf } from '../http/sse.ts';
import { DONE_FRAME } from './stream-frames.ts';
import type { Surface } from './surface.ts';

export const completions = {
  operation: 'createCompletion',
  path: '/v1/completions',
  summary: 'OpenAI legacy completion, buffered or streamed',
  dialect: 'openai',
  providerPath: { openai: '/completions', anthropic: null },
  request: { kind: 'json' },
  // Texts, or token numbers.
  conversation: { field: 'prompt', isRequired: true, holds: 'either', hasTurns: false },
  mayOmitModel: false,
  stream: {
    doneFrame: DONE_FRAME,
    hasUsageChunk: true,
    lateError: (error, requestId) =>
      frameOf(JSON.stringify(errorEnvelope(error, 'openai', requestId))) + DONE_FRAME,
  },
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  kept: null,
} as const satisfies Surface;
