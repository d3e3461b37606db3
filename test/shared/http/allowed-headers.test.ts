// Headers pass by name only, in both directions.
import { describe, expect, it } from 'vitest';
import { headersFromProvider, headersToProvider } from '../../../shared/http/allowed-headers.ts';
import { httpRequest } from '../../support/http-request.ts';

const sent = (headers: Record<string, string[]>) => headersToProvider(httpRequest({ headers }));

describe('headersToProvider', () => {
  it('passes what asks for features, repeated values joined', () => {
    expect(
      sent({
        'openai-beta': ['assistants=v2'],
        'anthropic-beta': ['a', 'b'],
        'anthropic-version': ['2023-06-01'],
      }),
    ).toEqual({
      'openai-beta': 'assistants=v2',
      'anthropic-beta': 'a, b',
      'anthropic-version': '2023-06-01',
    });
  });

  it.each([
    'authorization',
    'x-api-key',
    'cookie',
    'host',
    'openai-organization',
    'openai-project',
    'x-collie-anything',
    'x-amzn-trace-id',
    'x-amz-security-token',
    'x-forwarded-for',
    'forwarded',
    'x-http-method-override',
    'idempotency-key',
    'transfer-encoding',
    'content-length',
    'proxy-authorization',
    'user-agent',
    'x-stainless-retry-count',
  ])('drops %s', (name) => {
    expect(sent({ [name]: ['x'] })).toEqual({});
  });

  it('drops what Connection nominates', () => {
    expect(sent({ connection: ['keep-alive, OpenAI-Beta'], 'openai-beta': ['x'] })).toEqual({});
    expect(sent({ connection: ['close', 'anthropic-beta'], 'anthropic-beta': ['x'] })).toEqual({});
  });

  it.each(['a\r\nx-evil: 1', 'é', '', 'x'.repeat(1025)])('drops the value %j', (value) => {
    expect(sent({ 'openai-beta': [value] })).toEqual({});
  });
});

describe('headersFromProvider', () => {
  it('passes retry advice and timing', () => {
    const headers = {
      'retry-after': '7',
      'retry-after-ms': '7000',
      'x-should-retry': 'false',
      'openai-processing-ms': '12',
    };
    expect(headersFromProvider(headers, 'secret')).toEqual(headers);
  });

  it.each([
    'set-cookie',
    'access-control-allow-origin',
    'x-request-id',
    'content-type',
    'content-encoding',
    'server',
    'openai-organization',
    'x-ratelimit-limit-requests',
    'location',
    'www-authenticate',
    'x-collie-api-version',
    'connection',
    'transfer-encoding',
  ])('drops %s', (name) => {
    expect(headersFromProvider({ [name]: 'x' }, 'secret')).toEqual({});
  });

  it('drops a value with our token', () => {
    expect(headersFromProvider({ 'retry-after': 'x secret' }, 'secret')).toEqual({});
  });
});
