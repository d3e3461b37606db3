// Anthropic's count of a message's tokens, before it is sent.
import type { Surface } from './surface.ts';

export const countTokens = {
  operation: 'countMessageTokens',
  path: '/v1/messages/count_tokens',
  summary: 'Tokens of an Anthropic message; counts as no call',
  dialect: 'anthropic',
  providerPath: { openai: null, anthropic: '/v1/messages/count_tokens' },
  request: { kind: 'json' },
  conversation: { field: 'messages', isRequired: true, holds: 'list', hasTurns: true },
  mayOmitModel: false,
  stream: null,
  answersWithText: false,
  otherAnswers: null,
  isCounted: false,
  kept: null,
} as const satisfies Surface;
