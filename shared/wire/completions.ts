// OpenAI's legacy completions, which some local servers and editors still speak.
import { chunkStream } from './stream-forms.ts';
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
  stream: chunkStream,
  answersWithText: true,
  otherAnswers: null,
  isCounted: true,
  kept: null,
} as const satisfies Surface;
