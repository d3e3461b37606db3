// Where a key may stand in a request, and every place and form in which it may not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentedKey } from '../../../shared/http/credentials.ts';

describe('the presented key', () => {
  it.each([
    ['Bearer', { Authorization: ['Bearer k'] }],
    ['bearer', { authorization: ['bearer k'] }],
    ['BEARER', { AUTHORIZATION: ['BEARER k'] }],
    ['x-api-key', { 'x-api-key': ['k'] }],
    ['X-Api-Key', { 'X-Api-Key': ['k'] }],
    ['both headers saying the same', { authorization: ['Bearer k'], 'x-api-key': ['k'] }],
  ])('is found in %s', (_name, headers) => {
    expect(presentedKey(headers)).toBe('k');
  });

  it.each<[string, unknown]>([
    ['no header', {}],
    ['null headers', null],
    ['headers in text', 'authorization: Bearer k'],
    ['an empty value', { authorization: [''] }],
    ['no values', { authorization: [] }],
    ['two Authorization headers', { authorization: ['Bearer k', 'Bearer k'] }],
    [
      'two Authorization headers of different case',
      { Authorization: ['Bearer k'], authorization: ['Bearer k'] },
    ],
    ['two x-api-key headers', { 'x-api-key': ['k', 'k'] }],
    ['two headers that differ', { authorization: ['Bearer k'], 'x-api-key': ['j'] }],
    [
      'a good x-api-key beside a broken Authorization',
      { authorization: ['Basic k'], 'x-api-key': ['k'] },
    ],
    ['Bearer and a tab', { authorization: ['Bearer\tk'] }],
    ['Bearer and two spaces', { authorization: ['Bearer  k'] }],
    ['a space before the scheme', { authorization: [' Bearer k'] }],
    ['a space after the key', { authorization: ['Bearer k '] }],
    ['Basic', { authorization: ['Basic k'] }],
    ['a signature of AWS', { authorization: ['AWS4-HMAC-SHA256 Credential=k'] }],
    ['the key without a scheme', { authorization: ['k'] }],
    ['the key in quotes', { authorization: ['Bearer "k"'] }],
    ['a trailing comma', { authorization: ['Bearer k,'] }],
    ['two keys joined by a comma', { authorization: ['Bearer k,j'] }],
    ['a newline in the value', { authorization: ['Bearer k\n'] }],
    ['a megabyte', { authorization: [`Bearer ${'k'.repeat(1_048_576)}`] }],
    ['a megabyte in x-api-key', { 'x-api-key': ['k'.repeat(1_048_576)] }],
    ['an object for a value', { authorization: { 0: 'Bearer k' } }],
    ['null for a value', { authorization: null }],
    ['a list in the list', { authorization: [['Bearer k']] }],
    ['a cookie', { cookie: ['key=k'] }],
  ])('is not found with %s', (_name, headers) => {
    expect(presentedKey(headers)).toBeNull();
  });

  it('never throws and never invents, whatever the headers are', () => {
    fc.assert(
      fc.property(fc.anything(), (headers) => {
        const found = presentedKey(headers);
        expect(found === null || typeof found === 'string').toBe(true);
      }),
    );
  });
});
