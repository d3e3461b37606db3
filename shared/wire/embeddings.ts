// OpenAI's embeddings.
import type { Surface } from './surface.ts';

export const embeddings = {
  operation: 'createEmbedding',
  path: '/v1/embeddings',
  summary: 'OpenAI embeddings',
  dialect: 'openai',
  providerPath: { openai: '/embeddings', anthropic: null },
  conversation: { field: 'input', isRequired: true, mayBeText: true, hasTurns: false },
  stream: null,
  answersWithText: false,
  isCounted: true,
  kept: null,
} as const satisfies Surface;
