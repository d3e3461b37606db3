// Secrets cannot be turned into text by any of the usual ways.
import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/kernel/secret.ts';

class Marked extends Secret {
  constructor() {
    super('PLAINTEXT', '[mask]');
  }
}

describe('a secret', () => {
  const secret = new Marked();
  it.each([
    ['template', `${secret}`],
    ['String()', String(secret)],
    ['concatenation', `x${secret}`],
    ['JSON', JSON.stringify({ secret })],
    ['JSON of a list', JSON.stringify([secret])],
    ['inspect', inspect(secret)],
    ['deep inspect', inspect({ a: { secret } }, { depth: 9, showHidden: true })],
    ['format', format('%s %o %j', secret, secret, secret)],
    ['entries', JSON.stringify(Object.entries(secret))],
    ['spread', JSON.stringify({ ...secret })],
    ['error cause', inspect(new Error('failed', { cause: secret }))],
  ])('shows at most its mask by %s', (_way, text) => {
    expect(text).not.toContain('PLAINTEXT');
  });

  it('gives its value only when asked by name', () => {
    expect(secret.reveal()).toBe('PLAINTEXT');
    expect(secret.mask).toBe('[mask]');
  });
});
