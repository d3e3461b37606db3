// The estimate of a request's tokens, and the name that a model is counted under.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelName } from '../../../../shared/usage/model-name.ts';
import { estimateInputTokens } from '../../../../shared/usage/tally/estimate.ts';

const text = 'x'.repeat(40);

describe('estimateInputTokens', () => {
  it.each([
    [
      'chat messages',
      {
        messages: [
          { role: 'system', content: text },
          { role: 'user', content: text },
        ],
      },
      20,
    ],
    ['parts', { messages: [{ role: 'user', content: [{ type: 'text', text }] }] }, 10],
    ["Anthropic's system prompt", { system: text, messages: [] }, 10],
    ['instructions and input', { instructions: text, input: text }, 20],
    ['tools', { messages: [], tools: [{ type: 'function', function: { name: text } }] }, 10],
    ['texts for embeddings', { input: [text, text] }, 20],
    ['tokens for embeddings', { input: [[1, 2, 3], [4]] }, 4],
    ['nothing', {}, 0],
  ])('counts a quarter of the characters of %s', (_what, body, tokens) => {
    expect(estimateInputTokens(body)).toBe(tokens);
  });

  it('counts no images, files and identifiers', () => {
    const image = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const content = [
      { type: 'text', text },
      { type: 'image_url', image_url: { url: image } },
      { type: 'image', source: { type: 'base64', data: 'A'.repeat(100_000) } },
      { type: 'input_image', image_url: image },
      { type: 'file', file: { file_data: 'A'.repeat(100_000) } },
    ];
    expect(estimateInputTokens({ messages: [{ role: 'user', content }] })).toBeLessThan(20);
  });
});

describe('modelName', () => {
  it('keeps ordinary names', () => {
    for (const name of ['gpt-4.1-mini', 'claude-opus-4-5', 'ft:gpt-4o:acme::id#1', 'a'.repeat(200)])
      expect(modelName(name)).toBe(name);
  });

  it('fits any text into a table key, without control characters, and tells long names apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(Buffer.byteLength(modelName(name))).toBeLessThanOrEqual(200);
        expect(modelName(name)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
    expect(modelName(`${'é'.repeat(250)}a`)).not.toBe(modelName(`${'é'.repeat(250)}b`));
  });
});
