// Which provider serves a model: the project's longest prefix, then the built-in ones, letter by letter.
import { describe, expect, it } from 'vitest';
import { providerOf } from '../../../shared/providers/route-model.ts';

const of = (model: string, modelProviders = {}) => providerOf(model, { modelProviders });

describe('providerOf', () => {
  it.each([
    ['gpt-4o', 'openai'],
    ['o1', 'openai'],
    ['o4-mini', 'openai'],
    ['chatgpt-4o-latest', 'openai'],
    ['text-embedding-3-small', 'openai'],
    ['claude-sonnet-5-5', 'anthropic'],
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
