// `provider/model`: routed to that provider, which is asked for the model alone; lists hold for what is called.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { chatBody, errorOf, type ProxyUnderTest, projectAt, proxyAt } from '../../support/proxy.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

const restrict = (...models: string[]): void => {
  proxy.principal = { ...proxy.principal, restrictions: { ...NO_RESTRICTIONS, models } };
};
const called = () => mock.requests.map(({ url, body }) => [url, JSON.parse(body).model]);

it('is called without its prefix', async () => {
  expect((await proxy.call({ body: chatBody({ model: 'openai/gpt-4o' }) })).status).toBe(200);
  const message = { model: 'anthropic/claude-4', max_tokens: 5, messages: [] };
  await proxy.call({ resource: '/v1/messages', body: JSON.stringify(message) });
  expect(called()).toEqual([
    ['/v1/chat/completions', 'gpt-4o'],
    ['/v1/messages', 'claude-4'],
  ]);
});

it('goes to the provider that it names, although the project maps the model to another', async () => {
  proxy.project = projectAt(mock.origin, { modelProviders: { 'gpt-': 'elsewhere' } });
  expect((await proxy.call({ body: chatBody({ model: 'openai/gpt-4o' }) })).status).toBe(200);
  const unmapped = await proxy.call({ body: chatBody({ model: 'gpt-4o' }) });
  expect(errorOf(unmapped)).toMatchObject({ code: 'configuration_error' });
});

it('of a provider without a token is told as such', async () => {
  const answer = await proxy.call({ body: chatBody({ model: 'groq/llama-3' }) });
  expect(errorOf(answer)).toMatchObject({
    code: 'configuration_error',
    message: 'No groq provider token configured for this project.',
  });
});

describe('a list of models', () => {
  it.each([
    ['openai/gpt-4o', 200],
    ['gpt-4o', 200],
    ['openai/o1-pro', 403],
    ['openai/openai/gpt-4o', 403],
  ])('is compared with the model of %s', async (model, status) => {
    restrict('gpt-4o');
    expect((await proxy.call({ body: chatBody({ model }) })).status).toBe(status);
  });

  it.each([
    [{ model: 'gpt-4o,o1-pro' }, 422],
    [{ model: 'gpt-4o\no1-pro' }, 422],
    [{ model: ' gpt-4o' }, 403],
    [{ model: 'gpt-4o', fallbacks: [{ 'gpt-4o': ['o1-pro'] }] }, 403],
    [{ model: 'gpt-4o', context_window_fallbacks: [{ 'gpt-4o': ['o1-pro'] }] }, 403],
    [{ model: 'gpt-4o', models: { second: 'o1-pro' } }, 403],
    [{ model: 'gpt-4o', extra_body: { model: 'o1-pro' } }, 403],
    [{ model: 'gpt-4o', plugins: [{ model: 'o1-pro' }] }, 403],
    [{ model: 'gpt-4o', fallbacks: [{ model: 'openai/gpt-4o-mini' }] }, 200],
  ])('holds for every model of %j', async (body, status) => {
    restrict('gpt-4o*');
    const answer = await proxy.call({ body: chatBody(body) });
    expect([answer.status, mock.requests.length]).toEqual([status, status === 200 ? 1 : 0]);
  });
});
