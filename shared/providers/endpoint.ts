// The endpoints that carry a model call, and the providers' wire formats.
import type { ProviderName } from '../projects/project.ts';

export type Endpoint = 'chat' | 'responses' | 'embeddings' | 'messages';

/** Under an OpenAI-compatible base URL, which ends in `/v1`. */
export const OPENAI_PATH = {
  chat: '/chat/completions',
  responses: '/responses',
  embeddings: '/embeddings',
} as const satisfies Partial<Record<Endpoint, string>>;

/** Under Anthropic's base URL, which does not. Chat goes to its OpenAI-compatible endpoint. */
export const ANTHROPIC_PATH = {
  chat: '/v1/chat/completions',
  messages: '/v1/messages',
} as const satisfies Partial<Record<Endpoint, string>>;

/** Null: the operator has to name it with the token. */
export function defaultBaseUrl(provider: ProviderName): string | null {
  switch (provider) {
    case 'openai':
      return 'https://api.openai.com/v1';
    case 'anthropic':
      return 'https://api.anthropic.com';
    default:
      return null;
  }
}

/** Any other provider speaks OpenAI's wire format. */
export const isAnthropic = (provider: ProviderName): boolean => provider === 'anthropic';

/** How sentences call a provider; a registered name is the operator's, with nothing in it but letters and digits. */
export function providerTitle(provider: ProviderName): string {
  switch (provider) {
    case 'openai':
      return 'OpenAI';
    case 'anthropic':
      return 'Anthropic';
    default:
      return provider;
  }
}
