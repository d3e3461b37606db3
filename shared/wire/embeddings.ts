// OpenAI's embeddings.
import type { Surface } from './surface.ts';

export const embeddings = {
  operation: 'createEmbedding',
  path: '/v1/embeddings',
  summary: 'OpenAI embeddings',
  dialect: 'openai',
  providerPath: { openai: '/embeddings', anthropic: null },
  request: { kind: 'json' },
  conversation: { field: 'input', isRequired: true, holds: 'either', hasTurns: false },
  mayOmitModel: false,
  stream: null,
  answersWithText: false,
  otherAnswers: null,
  isCounted: true,
  kept: null,
} as const satisfies Surface;
