// GET /v1/models as coding agents ask for it: within three seconds, in their form, with what people read.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { createModelLists } from '../../../shared/providers/model-lists.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { json, silence } from '../../support/provider-scripts.ts';
import {
  errorOf,
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

describe('what coding agents ask for', () => {
  const ask = (query: Record<string, string[]> = {}, headers: Record<string, string> = {}) =>
    proxy.call({ method: 'GET', resource: '/v1/models', query, headers });
  const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

  it('is remembered for five minutes, and still decided for each key', async () => {
    let now = 1_790_000_000_000;
    proxy = proxyAt(mock.origin, { modelLists: createModelLists(() => now) });
    await list(proxy);
    const asked = mock.requests.length;
    await list(proxy);
    expect((await get(proxy, 'gpt-mock')).status).toBe(200);
    proxy.principal = { ...proxy.principal, restrictions: { ...NO_RESTRICTIONS, models: ['o1'] } };
    expect(await idsOf(proxy)).toEqual([]);
    expect(mock.requests).toHaveLength(asked);
    now += 5 * 60_000 + 1;
    await list(proxy);
    expect(mock.requests).toHaveLength(2 * asked);
  });

  it('is asked anew for another value or address of a token', async () => {
    await list(proxy);
    const asked = mock.requests.length;
    const record = tokenRecord('openai', `${mock.origin}/v1`);
    for (const other of [
      { ...record, versionId: 'v2' },
      { ...record, baseUrl: `${mock.origin}/other/v1` },
    ]) {
      proxy.project = projectAt(mock.origin, scopeOf(other));
      await list(proxy);
    }
    expect(mock.requests).toHaveLength(asked + 2);
  });

  it('leaves out a provider that is silent, and says which', async () => {
    mock.fallback = (request, response) =>
      request.headers['x-api-key'] === undefined
        ? silence(request, response)
        : wellBehaved(request, response);
    const answer = await list(proxy);
    expect(answer.headers['x-collie-models-left-out']).toBe('openai');
    expect(JSON.parse(answer.text).data).toHaveLength(1);
    // A provider that is down is not asked by everybody who starts.
    const asked = mock.requests.length;
    await list(proxy);
    expect(mock.requests).toHaveLength(asked);
  });

  it('has what people read, and how much fits in', async () => {
    const told = {
      id: 'gpt-x',
      display_name: 'GPT X',
      context_window: 128_000,
      max_model_len: 'x',
    };
    mock.fallback = json(200, { data: [told, { id: 'gpt-y', display_name: 7 }] });
    const [first, second] = JSON.parse((await list(proxy)).text).data;
    expect(first).toEqual({
      ...{ id: 'gpt-x', object: 'model', created: 0, owned_by: 'openai' },
      ...{ display_name: 'GPT X', context_window: 128_000 },
    });
    expect(second).not.toHaveProperty('display_name');
  });

  it("comes in Anthropic's form, page by page, to who speaks its version", async () => {
    const first = JSON.parse((await ask({ limit: ['2'] }, ANTHROPIC)).text);
    expect(first).toEqual({
      data: [
        {
          type: 'model',
          id: 'claude-mock',
          display_name: 'Claude Mock',
          created_at: '2026-01-01T00:00:00.000Z',
        },
        expect.objectContaining({ type: 'model', id: 'gpt-mock', display_name: 'gpt-mock' }),
      ],
      has_more: true,
      first_id: 'claude-mock',
      last_id: 'gpt-mock',
    });
    const second = JSON.parse(
      (await ask({ limit: ['2'], after_id: ['gpt-mock'] }, ANTHROPIC)).text,
    );
    expect(second).toMatchObject({ data: [{ id: 'text-embedding-mock' }], has_more: false });
    const back = JSON.parse((await ask({ before_id: ['gpt-mock'] }, ANTHROPIC)).text);
    expect(back).toMatchObject({ data: [{ id: 'claude-mock' }], has_more: false });
    expect(JSON.parse((await ask({ limit: ['1000'] }, ANTHROPIC)).text).data).toHaveLength(3);
    for (const limit of ['0', '1001', 'x'])
      expect(errorOf(await ask({ limit: [limit] }, ANTHROPIC))).toMatchObject({ param: 'limit' });
  });
});
