// Any provider that speaks OpenAI's wire format at an address that the operator names.
import type { ProviderToken } from '../provider-token.ts';
import type { Provider } from './provider.ts';

export const bearer = (token: ProviderToken): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${token.reveal()}`,
});

/** A registered name is the operator's, with nothing in it but letters, digits and hyphens. */
export const compatibleProvider = (name: string): Provider => ({
  title: name,
  baseUrl: null,
  models: null,
  unlisted: null,
  wire: 'openai',
  notServed: 'This endpoint serves Anthropic models only. Use /v1/chat/completions for this model.',
  modelsPath: '/models',
  credential: bearer,
  judgeEndpoint: 'chat',
});
