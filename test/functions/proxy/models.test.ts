// GET /v1/models: what this key can really use, from every provider that answers.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { hangUp, json, raw } from '../../support/provider-scripts.ts';
import {
  errorOf,
  PROVIDER_TOKEN,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
  scopeOf,
  tokenRecord,
} from '../../support/proxy.ts';
import { wellBehaved } from '../../support/well-behaved-provider.ts';
import { get, idsOf, list } from './models-scene.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

describe('GET /v1/models', () => {
  it("merges the providers, in OpenAI's form, without what no endpoint serves", async () => {
    const answer = await list(proxy);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      object: 'list',
      data: [
        {
          ...{ id: 'claude-mock', object: 'model', created: 1_767_225_600 },
          ...{ owned_by: 'anthropic', display_name: 'Claude Mock' },
        },
        { id: 'gpt-mock', object: 'model', created: 1_700_000_000, owned_by: 'openai' },
        { id: 'text-embedding-mock', object: 'model', created: 1_700_000_000, owned_by: 'openai' },
      ],
    });
    const anthropic = mock.requests.find(({ url }) => url === '/v1/models?limit=1000');
    expect(anthropic?.headers['x-api-key']).toBe(PROVIDER_TOKEN);
  });

  it("shows only the models of the key's list", async () => {
    proxy.principal = {
      ...proxy.principal,
      restrictions: { ...NO_RESTRICTIONS, models: ['claude-*'] },
    };
    expect(await idsOf(proxy)).toEqual(['claude-mock']);
  });

  it("shows only the models of the project's list, one by one too", async () => {
    proxy.project = projectAt(mock.origin, { allowedModels: ['claude-*'] });
    expect(await idsOf(proxy)).toEqual(['claude-mock']);
    expect((await get(proxy, 'claude-mock')).status).toBe(200);
    expect((await get(proxy, 'gpt-mock')).status).toBe(404);
  });

  it("adds the account's providers to the project's", async () => {
    proxy.project = projectAt(mock.origin, scopeOf(tokenRecord('anthropic', mock.origin)));
    expect(await idsOf(proxy)).toEqual(['claude-mock']);
    proxy.account = scopeOf(tokenRecord('openai', `${mock.origin}/v1`));
    expect(await idsOf(proxy)).toContain('gpt-mock');
  });

  it('lists a model where a request for it would go', async () => {
    proxy.project = projectAt(mock.origin, {
      ...scopeOf(
        tokenRecord('groq', `${mock.origin}/v1`),
        tokenRecord('openai', `${mock.origin}/v1`),
      ),
      modelProviders: { 'llama-': 'groq' },
    });
    mock.fallback = json(200, { data: [{ id: 'llama-3' }, { id: 'gpt-oss' }] });
    expect(JSON.parse((await list(proxy)).text).data).toEqual([
      { id: 'gpt-oss', object: 'model', created: 0, owned_by: 'openai' },
      { id: 'llama-3', object: 'model', created: 0, owned_by: 'groq' },
    ]);
  });

  it('is empty without providers', async () => {
    proxy.project = projectAt(mock.origin, scopeOf());
    expect(await idsOf(proxy)).toEqual([]);
  });

  it('hides a provider that fails, not the other', async () => {
    mock.fallback = (request, response) =>
      (request.headers['x-api-key'] === undefined ? hangUp : wellBehaved)(request, response);
    expect(await idsOf(proxy)).toEqual(['claude-mock']);
  });

  it.each([
    ['hang up', hangUp],
    ['refuse the token', json(401, { error: { message: PROVIDER_TOKEN } })],
    ['redirect', raw(302, { location: '/x' }, '')],
    ['answer no JSON', raw(200, { 'content-type': 'text/html' }, '<html>')],
    ['answer no list', json(200, { data: {} })],
    ['answer null', json(200, null)],
  ])('is 502 when all %s', async (_what, script) => {
    mock.fallback = script;
    const answer = await list(proxy);
    expect(answer.status).toBe(502);
    expect(errorOf(answer)).toMatchObject({ code: 'upstream_error' });
    expect(answer.text).not.toContain(PROVIDER_TOKEN);
  });

  it('drops entries that are no models', async () => {
    const data = [null, 7, {}, { id: 5 }, { id: 'gpt-x', created: 'x', owned_by: {} }, { id: '' }];
    mock.fallback = json(200, { data });
    expect(JSON.parse((await list(proxy)).text).data).toMatchObject([{ id: 'gpt-x', created: 0 }]);
  });

  it('is refused like any other request', async () => {
    proxy.project = null;
    expect(errorOf(await list(proxy))).toMatchObject({ code: 'project_inactive' });
  });
});

describe('GET /v1/models/{model_id}', () => {
  it('gives one model, and asks only its provider', async () => {
    const answer = await get(proxy, 'gpt-mock');
    expect(JSON.parse(answer.text)).toMatchObject({ id: 'gpt-mock', object: 'model' });
    expect(mock.requests).toHaveLength(1);
  });

  it.each(['gpt-other', 'llama-3', 'whisper-1', '__proto__', ''])('is 404 for %j', async (id) => {
    const answer = await get(proxy, id);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({ code: 'not_found' });
  });

  it('is 404 for what the key may not use', async () => {
    proxy.principal = { ...proxy.principal, restrictions: { ...NO_RESTRICTIONS, models: ['o1'] } };
    expect((await get(proxy, 'gpt-mock')).status).toBe(404);
    expect(mock.requests).toHaveLength(0);
  });

  it('is 502 when its provider fails', async () => {
    mock.fallback = hangUp;
    expect((await get(proxy, 'gpt-mock')).status).toBe(502);
  });
});

describe('GET /v1/key', () => {
  const show = () => proxy.call({ method: 'GET', resource: '/v1/key' });

  it('tells what the calling key is, from the principal alone', async () => {
    proxy.principal = {
      ...proxy.principal,
      expiresAtSeconds: 1_800_000_000,
      restrictions: { ...NO_RESTRICTIONS, allowedIps: ['198.51.100.0/24'], rateLimitRpm: 60 },
    };
    expect(JSON.parse((await show()).text)).toEqual({
      id: proxy.principal.keyId,
      project_id: proxy.principal.projectId,
      name: 'test key',
      masked_key: 'clai_AbCd...xYz',
      expires_at: '2027-01-15T08:00:00.000Z',
      created_at: '2026-01-01T00:00:00.000Z',
      restrictions: { allowed_ips: ['198.51.100.0/24'], models: null, rate_limit_rpm: 60 },
      rate_limit: { requests_per_minute: 60 },
    });
    expect(mock.requests).toHaveLength(0);
  });

  it.each([
    [null, null, null],
    [60, null, { requests_per_minute: 60 }],
    [null, 30, { requests_per_minute: 30 }],
    [60, 30, { requests_per_minute: 30 }],
  ])('tells the smaller of the limits: %j and %j are %j', async (ofKey, ofProject, rate_limit) => {
    const restrictions = { ...NO_RESTRICTIONS, rateLimitRpm: ofKey };
    proxy.principal = { ...proxy.principal, restrictions };
    proxy.project = projectAt(mock.origin, { rateLimitRpm: ofProject });
    expect(JSON.parse((await show()).text)).toMatchObject({ rate_limit });
  });

  it('has no expiry when there is none, and any name', async () => {
    proxy.principal = { ...proxy.principal, name: '"😀"\\n' };
    expect(JSON.parse((await show()).text)).toMatchObject({ name: '"😀"\\n', expires_at: null });
  });

  it('passes admission, too', async () => {
    proxy.project = projectAt(mock.origin, { isActive: false });
    expect(errorOf(await show())).toMatchObject({ code: 'project_inactive' });
  });
});
