// Trying a token: the provider's status, or null when it cannot be reached; never an error, never a redirect.
import { expect, it } from 'vitest';
import { ProviderToken } from '../../../shared/providers/provider-token.ts';
import { createTransport } from '../../../shared/providers/transport/transport.ts';
import { createProbe } from '../../../shared/tokens/probe.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { hangUp, json, raw, silence } from '../../support/provider-scripts.ts';
import { HASTY, PROVIDER_TOKEN } from '../../support/proxy.ts';

const mock = await mockForFile();

const probe = (provider: string, baseUrl: string | null, firstByteMs = 20_000) =>
  createProbe(
    createTransport({ ...HASTY, firstByteMs }),
    new Set([mock.origin]),
  )({ provider, baseUrl, token: new ProviderToken(PROVIDER_TOKEN) });

it('asks an OpenAI-compatible provider for its models, by Bearer', async () => {
  expect(await probe('groq', `${mock.origin}/openai/v1`)).toBe(200);
  expect(mock.requests[0]).toMatchObject({ method: 'GET', url: '/openai/v1/models', body: '' });
  expect(mock.requests[0]?.headers.authorization).toBe(`Bearer ${PROVIDER_TOKEN}`);
});

it('asks Anthropic for its models, by x-api-key', async () => {
  expect(await probe('anthropic', mock.origin)).toBe(200);
  expect(mock.requests[0]?.url).toBe('/v1/models?limit=1000');
  expect(mock.requests[0]?.headers['x-api-key']).toBe(PROVIDER_TOKEN);
});

it.each([
  [401, json(401, {})],
  [302, raw(302, { location: '/elsewhere' }, '')],
  [500, raw(500, {}, 'broken')],
])('tells the status %i, and follows nothing', async (status, script) => {
  mock.fallback = script;
  expect(await probe('openai', `${mock.origin}/v1`)).toBe(status);
  expect(mock.requests).toHaveLength(1);
});

it.each([
  ['hangs up', hangUp],
  ['does not answer', silence],
])('is null when the provider %s', async (_what, script) => {
  mock.fallback = script;
  expect(await probe('openai', `${mock.origin}/v1`, 200)).toBeNull();
});

it.each([
  'http://127.0.0.1:1/v1',
  'https://169.254.169.254/v1',
  null,
])('is null without asking at %s', async (baseUrl) => {
  expect(await probe('groq', baseUrl)).toBeNull();
  expect(mock.requests).toHaveLength(0);
});
