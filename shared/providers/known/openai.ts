// OpenAI.
import { compatibleProvider } from './compatible.ts';
import type { Provider } from './provider.ts';

export const openai: Provider = {
  ...compatibleProvider('OpenAI'),
  baseUrl: 'https://api.openai.com/v1',
  // Source: OpenAI's list of models and of those that it has retired, November 2026.
  models:
    /^(?:gpt-|o\d|chatgpt-|codex-|computer-use-|ft:|text-embedding-|(?:omni|text)-moderation-|davinci-|babbage-|tts-|whisper-|dall-e-|sora-)/,
  unlisted: /^sora-/,
};
