// Hostile JSON, by name: what is refused, and that the provider reads what we read.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { chatBody, errorOf, type ProxyUnderTest, proxyAt } from '../../support/proxy.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

const only = (...models: string[]) => {
  proxy.principal = { ...proxy.principal, restrictions: { ...NO_RESTRICTIONS, models } };
};
const sent = (): string => mock.requests[0]?.body ?? '';

describe('a duplicate `model` key', () => {
  it('means the same value to the list and to the provider', async () => {
    only('gpt-4o');
    const twice = (a: string, b: string) => `{"model":"${a}","messages":[],"model":"${b}"}`;
    expect((await proxy.call({ body: twice('gpt-5', 'gpt-4o') })).status).toBe(200);
    expect(sent()).toBe('{"model":"gpt-4o","messages":[]}');
    const other = await proxy.call({ body: twice('gpt-4o', 'gpt-5') });
    expect(errorOf(other)).toMatchObject({ code: 'model_not_allowed' });
    expect(mock.requests).toHaveLength(1);
  });

  it('is found when it is spelled with escapes', async () => {
    only('gpt-4o');
    const body = '{"model":"gpt-5","messages":[],"m\\u006fdel":"gpt-4o"}';
    await proxy.call({ body });
    expect(sent()).toBe('{"model":"gpt-4o","messages":[]}');
  });
});

it.each([
  [
    'nesting of 1,000,000 lists',
    `{"model":"gpt-4o","messages":${'['.repeat(1e6)}${']'.repeat(1e6)}}`,
  ],
  ['nesting of 1,000,000 that never ends', '['.repeat(1e6)],
  ['nesting of 200,000 objects', `${'{"a":'.repeat(2e5)}1${'}'.repeat(2e5)}`],
  ['nesting beside a risky number', `{"n":-0,"messages":${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
  ['a BOM', `\ufeff${chatBody()}`],
  ['UTF-16 read as UTF-8', [...chatBody()].join('\u0000')],
  ['NaN', '{"model":"gpt-4o","messages":[],"temperature":NaN}'],
  ['Infinity', '{"model":"gpt-4o","messages":[],"temperature":Infinity}'],
  ['a list', '[]'],
  ['null', 'null'],
  ['two values', '{}{}'],
  ['a comment', '{/**/}'],
  ['half a value', '{"model":"gpt-4o"'],
])('%s is 400', async (_what, body) => {
  const answer = await proxy.call({ body });
  expect(answer.status).toBe(400);
  expect(errorOf(answer)['type']).toBe('invalid_request_error');
  expect(mock.requests).toHaveLength(0);
});

describe('`__proto__` and `constructor`', () => {
  it('set nothing here, and nothing in the next request', async () => {
    const body =
      '{"model":"gpt-4o","messages":[],"__proto__":{"stream":true,"isAdmin":true},"constructor":{"prototype":{"x":1}}}';
    const answer = await proxy.call({ body });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    expect(sent()).toBe(body);
  });

  it('name no provider and no model', async () => {
    for (const model of ['__proto__', 'constructor', 'toString']) {
      const answer = await proxy.call({ body: chatBody({ model }) });
      expect(errorOf(answer)).toMatchObject({ code: 'configuration_error' });
    }
  });
});

it.each([
  ['1e400', 'max_tokens', '1e400'],
  ['2^53+1', 'max_tokens', '9007199254740993'],
  ['minus zero', 'n', '-0'],
  ['1e400', 'temperature', '1e400'],
  ['minus zero', 'temperature', '-0.0'],
  ['a fraction', 'n', '1.5'],
  ['n:1000', 'n', '1000'],
  ['max_tokens:1e9', 'max_tokens', '1e9'],
  ['stream:"true"', 'stream', '"true"'],
])('%s is 422 for %s', async (_what, param, value) => {
  const body = `{"model":"gpt-4o","messages":[],"${param}":${value}}`;
  const answer = await proxy.call({ body });
  expect(answer.status).toBe(422);
  expect(errorOf(answer)).toMatchObject({
    type: 'validation_error',
    code: 'validation_error',
    param,
  });
});

it('numbers where we do not look keep their digits', async () => {
  const body =
    '{"model":"gpt-4o","messages":[],"seed":9007199254740993,"x":[1e400,-0,1.10,12345678.123456789123]}';
  await proxy.call({ body });
  expect(sent()).toBe(body.replace('1.10', '1.1'));
});

it('lone surrogates mean the same to us and to the provider', async () => {
  const body = '{"model":"gpt-4o","messages":[{"role":"user","content":"a\\ud800b\\udc00"}]}';
  await proxy.call({ body });
  expect(sent()).toBe(body);
});

it.each([
  ['100,000 messages', chatBody({ messages: Array(100_000).fill({ role: 'user' }) }), 422],
  ['a string of 10 MB', chatBody({ messages: ['x'.repeat(10_000_000)] }), 413],
  ['model:["gpt"]', chatBody({ model: ['gpt'] }), 422],
  ['messages:{}', chatBody({ messages: {} }), 422],
])('%s is refused', async (_what, body, status) => {
  expect((await proxy.call({ body })).status).toBe(status);
  expect(mock.requests).toHaveLength(0);
});

describe('a model outside the list', () => {
  it.each([
    'GPT-4o',
    ' gpt-4o',
    'gpt-4o ',
    'gpt-4o\u200b',
    'ｇpt-4o',
    'gpt-4o-2024-08-06',
  ])('%j is 403', async (model) => {
    only('gpt-4o');
    const answer = await proxy.call({ body: chatBody({ model }) });
    expect(answer.status).toBe(403);
    expect(errorOf(answer)).toMatchObject({ code: 'model_not_allowed' });
  });

  it.each([
    { models: ['gpt-5'] },
    { fallbacks: [{ model: 'gpt-5' }] },
    { tools: [{ model: 'gpt-5' }] },
  ])('by way of %j is 403', async (more) => {
    only('gpt-4o');
    const answer = await proxy.call({ body: chatBody({ model: 'gpt-4o', ...more }) });
    expect(errorOf(answer)).toMatchObject({ code: 'model_not_allowed' });
  });
});

it('what is wrong with a body is told only to who is admitted', async () => {
  proxy.project = null;
  const answer = await proxy.call({ body: '{' });
  expect(answer.status).toBe(403);
  expect(errorOf(answer)).toMatchObject({ code: 'project_inactive' });
});
