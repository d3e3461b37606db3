// Which provider serves a model: the project's longest prefix, then the built-in ones, letter by letter.
import { describe, expect, it } from 'vitest';
import { providerOf, routeOf } from '../../../shared/providers/route-model.ts';

const of = (model: string, modelProviders = {}) => providerOf(model, { modelProviders });

describe('providerOf', () => {
  it.each([
    ['gpt-4o', 'openai'],
    ['o1', 'openai'],
    ['o4-mini', 'openai'],
    ['chatgpt-4o-latest', 'openai'],
    ['text-embedding-3-small', 'openai'],
    ['claude-sonnet-5-5', 'anthropic'],
    ['ft:gpt-4o-mini:acme::abc', 'openai'],
    ['codex-mini-latest', 'openai'],
    ['computer-use-preview', 'openai'],
    ['omni-moderation-latest', 'openai'],
    ['davinci-002', 'openai'],
    ['babbage-002', 'openai'],
    ['tts-1', 'openai'],
    ['whisper-1', 'openai'],
    ['dall-e-3', 'openai'],
    ['sora-2', 'openai'],
    ['gpt4', null],
    ['oops', null],
    ['GPT-4o', null],
    [' gpt-4o', null],
    ['Claude-3', null],
    ['llama-3', null],
    ['constructor', null],
    ['', null],
  ])('%j → %s', (model, provider) => {
    expect(of(model)).toBe(provider);
  });

  it('asks the project first, its longest prefix before the others', () => {
    const mapping = { 'llama-': 'groq', 'llama-3.1-': 'fireworks', 'gpt-oss-': 'groq' };
    expect(of('llama-3', mapping)).toBe('groq');
    expect(of('llama-3.1-70b', mapping)).toBe('fireworks');
    expect(of('gpt-oss-120b', mapping)).toBe('groq');
    expect(of('gpt-4o', mapping)).toBe('openai');
  });
});

describe('routeOf', () => {
  const at = (model: string, modelProviders = {}) => routeOf(model, { modelProviders });

  it.each([
    ['openai/gpt-4o', 'openai', 'gpt-4o'],
    ['anthropic/claude-sonnet-4-5', 'anthropic', 'claude-sonnet-4-5'],
    ['local-llm/meta/llama-3', 'local-llm', 'meta/llama-3'],
    ['openai/', null, 'openai/'],
    ['OpenAI/gpt-4o', null, 'OpenAI/gpt-4o'],
    ['/gpt-4o', null, '/gpt-4o'],
  ])('reads a provider in %s', (model, provider, called) => {
    expect(at(model)).toEqual({ provider, model: called });
  });

  it('leaves a name whole that the project maps itself', () => {
    expect(at('openai/gpt-oss-120b', { 'openai/': 'openrouter' })).toEqual({
      provider: 'openrouter',
      model: 'openai/gpt-oss-120b',
    });
  });
});
