// OpenAI.
import { compatibleProvider } from './compatible.ts';
import type { Provider } from './provider.ts';

export const openai: Provider = {
  ...compatibleProvider('OpenAI'),
  baseUrl: 'https://api.openai.com/v1',
  models: /^(gpt-|o\d|chatgpt-|text-embedding-)/,
};
