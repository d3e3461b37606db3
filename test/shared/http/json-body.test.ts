// The border for JSON bodies: what is refused, and that what passes is what was sent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { MAX_BODY_BYTES, readJsonObject } from '../../../shared/http/json-body.ts';
import { httpRequest } from '../../support/http-request.ts';

const read = (body: string, headers: Record<string, string[]> = {}) =>
  readJsonObject(
    httpRequest({ body, headers: { 'content-type': ['application/json'], ...headers } }),
  );

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('readJsonObject', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON;charset="UTF-8"',
  ])('accepts %s', (type) => {
    expect(read('{"a":1}', { 'content-type': [type] })).toEqual({ a: 1 });
  });

  it.each<[string, Record<string, string[]>]>([
    ['no content type', { 'content-type': [] }],
    ['text/plain', { 'content-type': ['text/plain'] }],
    ['UTF-16', { 'content-type': ['application/json; charset=utf-16'] }],
    ['two content types', { 'content-type': ['application/json', 'application/json'] }],
    ['gzip', { 'content-encoding': ['gzip'] }],
    ['gzip after identity', { 'content-encoding': ['identity', 'gzip'] }],
  ])('refuses %s with 415', (_name, headers) => {
    expect(codeOf(() => read('{}', headers))).toBe('unsupported_media_type');
  });

  it.each([
    ['nothing', '', 'invalid_json'],
    ['half an object', '{"a":', 'invalid_json'],
    ['NaN', '{"a":NaN}', 'invalid_json'],
    ['a byte order mark', '\ufeff{}', 'invalid_json'],
    ['UTF-16 read as UTF-8', '{\u0000}\u0000', 'invalid_json'],
    ['a list', '[]', 'invalid_request'],
    ['a number', '1', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['nesting of a million', `{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, 'invalid_request'],
    ['an unclosed nesting of a million', `{"a":${'['.repeat(1e6)}`, 'invalid_json'],
    ['one byte too many', `{"a":"${'x'.repeat(MAX_BODY_BYTES - 7)}"}`, 'request_too_large'],
    [
      'too many bytes in few characters',
      `{"a":"${'€'.repeat(MAX_BODY_BYTES / 3)}"}`,
      'request_too_large',
    ],
  ])('refuses %s', (_name, body, code) => {
    expect(codeOf(() => read(body))).toBe(code);
  });

  it('accepts a body of exactly 5 MB and a nesting of 100', () => {
    expect(codeOf(() => read(`{"a":"${'x'.repeat(MAX_BODY_BYTES - 8)}"}`))).toBe('accepted');
    expect(codeOf(() => read(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`))).toBe('accepted');
  });

  it('keeps one value of a duplicate key, the same for every reader', () => {
    expect(JSON.stringify(read('{"model":"a","model":"b"}'))).toBe('{"model":"b"}');
  });

  it('treats __proto__ and constructor as plain names', () => {
    const body = read('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(Object.getPrototypeOf(body)).toBe(Object.prototype);
    expect(JSON.stringify(body)).toContain('"__proto__":{"admin":true}');
  });

  it.each([
    '1e400',
    '-1e400',
    '9007199254740993',
    '-0',
    '0.1000000000000000055511151231257827',
    '1e-400',
  ])('does not give %s as a number, and passes it on as it was written', (source) => {
    const body = read(`{"a":${source},"b":[${source}]}`);
    expect(typeof body['a']).toBe('object');
    expect(JSON.stringify(body)).toBe(`{"a":${source},"b":[${source}]}`);
  });

  it.each([
    ['1e3', 1000],
    ['1.50', 1.5],
    ['15E-1', 1.5],
    ['9007199254740991', 9007199254740991],
    ['0.1', 0.1],
    ['-0.5', -0.5],
    ['1000000000000000000000', 1e21],
    ['0.00000012345678901234', 1.2345678901234e-7],
  ])('gives %s as a number', (source, value) => {
    expect(read(`{"a":${source},"pad":1234567890123456}`)['a']).toBe(value);
  });

  it('keeps lone surrogates as they were', () => {
    expect(JSON.stringify(read('{"a":"\\ud800x"}'))).toBe('{"a":"\\ud800x"}');
  });

  it('gives back every JSON value that went in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(read(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });
});
