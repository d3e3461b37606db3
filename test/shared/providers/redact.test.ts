// Our token in what a provider says: never, however it is spelled; everything else stays as it was.
import { describe, expect, it } from 'vitest';
import { ProviderToken, parseProviderToken } from '../../../shared/providers/provider-token.ts';
import { redact, redactJson } from '../../../shared/providers/redact.ts';

const TEXT = 'sk-a/b"c\\d+0123456789';
const token = new ProviderToken(TEXT);
const spelled = (text: string): string =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

describe('redactJson', () => {
  it.each([
    ['plain JSON', JSON.stringify({ error: { message: `Bad key: ${TEXT}!` } })],
    ['a key', JSON.stringify({ [TEXT]: 1 })],
    ['unicode escapes', `{"error":"${spelled(TEXT)}"}`],
    ['escaped slashes', JSON.stringify({ e: TEXT }).replace('/', '\\/')],
  ])('takes it out of %s', (_what, text) => {
    const bytes = redactJson(Buffer.from(text), token);
    const seen = JSON.stringify(JSON.parse(bytes?.toString() ?? ''));
    expect(seen).toContain('[redacted]');
    expect(seen).not.toContain(JSON.stringify(TEXT).slice(1, -1));
  });

  it('gives the very bytes back otherwise', () => {
    const bytes = Buffer.from('{ "a" : 1.0,\n "b":"\\u0041" }');
    expect(redactJson(bytes, token)).toBe(bytes);
  });

  it.each(['<html>', '', '{"a":', 'not json'])('is null for %j, which is no JSON', (text) => {
    expect(redactJson(Buffer.from(text), token)).toBeNull();
  });
});

describe('redact', () => {
  it('takes it out of JSON in a stream, where its quotes and backslashes are escaped', () => {
    const frame = `data: ${JSON.stringify({ error: { message: `Bad key ${TEXT}` } })}\n\n`;
    const seen = redact(Buffer.from(frame), token).toString();
    expect(seen).toBe('data: {"error":{"message":"Bad key [redacted]"}}\n\n');
  });

  it.each([
    ['every character', spelled(TEXT)],
    ['some characters, in capitals', `sk-a\\/b\\"\\u0063\\\\\\u0064\\u002B0123456789`],
    ['escaped slashes', JSON.stringify(TEXT).slice(1, -1).replace('/', '\\/')],
  ])('takes it out of an answer with escapes for %s, and changes nothing else', (_what, text) => {
    expect(JSON.parse(`"${text}"`)).toBe(TEXT);
    const around = (inside: string) => `{ "a\\u0041":"\\/ ${inside}\\u00e9" }`;
    expect(redact(Buffer.from(around(text)), token).toString()).toBe(around('[redacted]'));
  });

  it('takes it out of any bytes and leaves the others', () => {
    const bytes = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(TEXT), Buffer.of(0x80)]);
    const seen = redact(bytes, token);
    expect(seen).toEqual(
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('[redacted]'), Buffer.of(0x80)]),
    );
    const other = Buffer.from('nothing here');
    expect(redact(other, token)).toBe(other);
  });
});

describe('ProviderToken', () => {
  it('prints as its last four characters, a short one as nothing', () => {
    expect(`${new ProviderToken('sk-0123456789abcdefghij')}`).toBe('...ghij');
    expect(`${new ProviderToken('sk-12345')}`).toBe('...');
    expect(JSON.stringify({ token })).not.toContain('sk-');
  });

  it.each([
    '',
    'short',
    'with space in it',
    'line\nbreak-in-it',
    'ünïcödé-token',
    'x'.repeat(513),
  ])('is not made of %j', (text) => {
    expect(parseProviderToken(text)).toBeNull();
  });
});
