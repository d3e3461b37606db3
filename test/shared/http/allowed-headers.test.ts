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
    'anthropic-organization-id',
    'anthropic-api-key',
    'anthropic-auth-token',
    'anthropic',
    'openai-anything',
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

  it('passes every header of Anthropic’s, and the client’s own names for a call', () => {
    const headers = {
      'anthropic-workspace-id': 'wrkspc_1',
      'anthropic-some-future-feature': 'on',
      'anthropic-beta': Array.from({ length: 60 }, (_, i) => `some-beta-feature-${i}`).join(','),
      'x-client-request-id': 'client-1',
      'idempotency-key': 'stainless-node-retry-1',
    };
    const multi = Object.fromEntries(Object.entries(headers).map(([name, v]) => [name, [v]]));
    expect(sent(multi)).toEqual(headers);
  });

  it.each([
    ['openai-beta', 'a\r\nx-evil: 1'],
    ['anthropic-beta', 'é'],
    ['anthropic-beta', 'x'.repeat(8_193)],
    ['idempotency-key', 'x'.repeat(513)],
    ['x-client-request-id', 'x'.repeat(513)],
  ])('never drops a value of %s without a word', (name, value) => {
    expect(() => sent({ [name]: [value] })).toThrow(
      expect.objectContaining({ code: 'invalid_request', param: name }),
    );
  });

  it('takes an empty value for none', () => {
    expect(sent({ 'openai-beta': [''] })).toEqual({});
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
    'content-type',
    'content-encoding',
    'server',
    'openai-organization',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'anthropic-organization-id',
    'location',
    'www-authenticate',
    'x-collie-api-version',
    'connection',
    'transfer-encoding',
  ])('drops %s', (name) => {
    expect(headersFromProvider({ [name]: 'x' }, 'secret')).toEqual({});
  });

  it('passes what is left of the provider’s own limits', () => {
    const headers = {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-tokens': '29000',
      'x-ratelimit-reset-tokens': '6m0s',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-26T00:00:00Z',
    };
    expect(headersFromProvider(headers, 'secret')).toEqual(headers);
  });

  it.each([
    'x-request-id',
    'request-id',
  ])('tells the provider’s %s under a name of its own', (name) => {
    expect(headersFromProvider({ [name]: 'req_1' }, 'secret')).toEqual({
      'x-upstream-request-id': 'req_1',
    });
  });

  it('drops a value with our token', () => {
    expect(headersFromProvider({ 'retry-after': 'x secret' }, 'secret')).toEqual({});
  });
});
