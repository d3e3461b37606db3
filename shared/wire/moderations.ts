// OpenAI's moderations.
import type { Surface } from './surface.ts';

export const moderations = {
  operation: 'createModeration',
  path: '/v1/moderations',
  summary: 'OpenAI moderation of a text or a picture',
  dialect: 'openai',
  providerPath: { openai: '/moderations', anthropic: null },
  request: { kind: 'json' },
  conversation: { field: 'input', isRequired: true, holds: 'either', hasTurns: false },
  mayOmitModel: true,
  stream: null,
  answersWithText: false,
  otherAnswers: null,
  isCounted: true,
  kept: null,
} as const satisfies Surface;
