// Anthropic: its own wire format, and chat by its OpenAI-compatible endpoint.
import type { ProviderToken } from '../provider-token.ts';
import { bearer } from './compatible.ts';
import type { Provider } from './provider.ts';

/** Used when the client does not say. Source: docs.anthropic.com, API versioning. */
const ANTHROPIC_VERSION = '2023-06-01';

const apiKey = (token: ProviderToken) => ({
  'anthropic-version': ANTHROPIC_VERSION,
  'x-api-key': token.reveal(),
});

export const anthropic: Provider = {
  title: 'Anthropic',
  baseUrl: 'https://api.anthropic.com',
  models: /^claude-/,
  unlisted: null,
  wire: 'anthropic',
  notServed: 'Anthropic models are served by /v1/messages and /v1/chat/completions only.',
  // It pages its list; a thousand is the most it gives at once.
  modelsPath: '/v1/models?limit=1000',
  credential: (token, dialect) => (dialect === 'openai' ? bearer(token) : apiKey(token)),
  judgeEndpoint: 'messages',
};
