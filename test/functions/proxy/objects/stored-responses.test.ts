// A response that the provider keeps: its project reads, cancels and deletes it; to everybody else it does not exist.
import { beforeEach, describe, expect, it } from 'vitest';
import type { TokenId } from '../../../../shared/kernel/ids.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { json } from '../../../support/provider-scripts.ts';
import { errorOf, projectAt, scopeOf, tokenRecord } from '../../../support/proxy.ts';
import { usageProxyAt } from '../../../support/usage-proxy.ts';
import {
  askedSince,
  CANCEL,
  DELETE,
  GET,
  LIST,
  madeBy,
  respond,
  responseObject,
  type Scene,
  STORED,
  sceneAt,
  type Use,
  use,
} from './objects-scene.ts';

const mock = await mockForFile();
let scene: Scene;
beforeEach(() => {
  scene = sceneAt(mock.origin);
});

describe.each([GET, LIST, CANCEL, DELETE])('%s %s', (method, resource, url) => {
  const each: Use = [method, resource, url];

  it('is for the project that made it', async () => {
    await madeBy(scene.mine, mock);
    expect((await use(scene.mine, each)).status).toBe(200);
    expect(mock.requests.at(-1)).toMatchObject({ method, url });
    expect(mock.requests.at(-1)?.headers.authorization).toMatch(/^Bearer /);
  });

  it('is 404 for another project, as for what nobody made, and nobody is asked', async () => {
    const unknown = await use(scene.other, each);
    await madeBy(scene.mine, mock);
    const asked = askedSince(mock);
    const foreign = await use(scene.other, each);
    expect([foreign.status, foreign.text]).toEqual([unknown.status, unknown.text]);
    expect([foreign.status, errorOf(foreign)]).toMatchObject([
      404,
      { code: 'not_found', param: 'response_id' },
    ]);
    expect(asked()).toBe(0);
  });

  it('of a name that is none is 404', async () => {
    for (const id of ['../models', 'a b', 'x'.repeat(1_000_000), 'resp_1?a=b', ''])
      expect((await use(scene.mine, each, {}, id)).status).toBe(404);
    expect(mock.requests).toEqual([]);
  });

  it('is anybody’s in a project that may name anything', async () => {
    await madeBy(scene.mine, mock);
    if (scene.other.project !== null)
      scene.other.project = { ...scene.other.project, providerObjects: 'any' };
    expect((await use(scene.other, each)).status).toBe(200);
  });
});

describe('deleting', () => {
  it('ends the ownership, too', async () => {
    await madeBy(scene.mine, mock);
    expect((await use(scene.mine, DELETE)).status).toBe(200);
    const asked = askedSince(mock);
    expect((await use(scene.mine, GET)).status).toBe(404);
    expect((await respond(scene.mine, { previous_response_id: STORED })).status).toBe(404);
    expect(asked()).toBe(0);
  });

  it('that the provider refuses changes nothing', async () => {
    await madeBy(scene.mine, mock);
    mock.queue.push(json(500, { error: { message: 'later', type: 'x', code: null } }));
    expect((await use(scene.mine, DELETE)).status).toBe(500);
    expect((await use(scene.mine, GET)).status).toBe(200);
  });
});

describe('the query', () => {
  it.each<[string, Use, Record<string, string[]>]>([
    ['starting_after', GET, { starting_after: ['-1'] }],
    ['starting_after', GET, { starting_after: ['1', '2'] }],
    ['stream', GET, { stream: ['yes'] }],
    ['include[]', GET, { 'include[]': ['a b'] }],
    ['limit', LIST, { limit: ['0'] }],
    ['order', LIST, { order: ['up'] }],
    ['after', LIST, { after: ['../x'] }],
  ])('names what is wrong with %s', async (param, each, query) => {
    await madeBy(scene.mine, mock);
    const asked = askedSince(mock);
    const answer = await use(scene.mine, each, query);
    expect([answer.status, errorOf(answer)]).toMatchObject([
      422,
      { code: 'validation_error', param },
    ]);
    expect(asked()).toBe(0);
  });

  it('with a name of nobody’s is refused without repeating it', async () => {
    await madeBy(scene.mine, mock);
    const answer = await use(scene.mine, GET, { 'sk-secret': ['1'] });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('sk-secret');
  });

  it('passes what is asked for', async () => {
    await madeBy(scene.mine, mock);
    await use(scene.mine, LIST, {
      limit: ['5'],
      order: ['asc'],
      'include[]': ['a.b', 'c'],
    });
    const url = new URL(mock.requests.at(-1)?.url ?? '', 'http://x');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ limit: '5', order: 'asc' });
    expect(url.searchParams.getAll('include[]')).toEqual(['a.b', 'c']);
  });
});

describe('in the background', () => {
  const usage = { input_tokens: 30, output_tokens: 12 };
  const running = responseObject({ background: true, status: 'queued', usage: null, output: [] });
  const done = responseObject({ background: true, usage });

  it.each([
    'own',
    'any',
  ] as const)('what it used is counted once, when its end is read (%s)', async (kind) => {
    const proxy = usageProxyAt(mock.origin, { objects: scene.objects });
    proxy.project = projectAt(mock.origin, { providerObjects: kind });
    await madeBy(proxy, mock, { background: true }, running);
    expect(proxy.settled).toMatchObject([{ outcome: 'ok', tokens: { input: 0, output: 0 } }]);
    mock.queue.push(json(200, { ...running, status: 'in_progress' }));
    expect((await use(proxy, GET)).status).toBe(200);
    expect(proxy.settled).toHaveLength(1);
    for (let times = 0; times < 3; times++) {
      mock.queue.push(json(200, done));
      await use(proxy, GET);
    }
    expect(proxy.settled).toHaveLength(2);
    expect(proxy.settled[1]).toMatchObject({ tokens: { input: 30, output: 12 }, estimated: false });
    expect(proxy.opened[1]).toMatchObject({
      purpose: 'background',
      keyId: proxy.principal.keyId,
      model: 'gpt-mock',
      provider: 'openai',
    });
  });

  it('what it made is its project’s when it is read', async () => {
    await madeBy(scene.mine, mock, { background: true }, running);
    mock.queue.push(json(200, done));
    await use(scene.mine, GET);
    const next = { input: [{ type: 'item_reference', id: 'msg_of_mine_1' }] };
    expect((await respond(scene.mine, next)).status).toBe(200);
    expect((await respond(scene.other, next)).status).toBe(404);
  });
});

describe('a project with several providers', () => {
  it('finds a response at the one that made it', async () => {
    const ours = tokenRecord('ours', `${mock.origin}/ours/v1`);
    const both = scopeOf(tokenRecord('openai', `${mock.origin}/v1`), {
      ...ours,
      tokenId: 'tok_ours' as TokenId,
    });
    scene.mine.project = projectAt(mock.origin, { ...both, modelProviders: { 'our-': 'ours' } });
    await madeBy(scene.mine, mock, { model: 'our-model' });
    await use(scene.mine, GET);
    expect(mock.requests.at(-1)?.url).toBe(`/ours/v1/responses/${STORED}`);
  });

  it('is told when none can have made it', async () => {
    scene.mine.project = projectAt(mock.origin, scopeOf(tokenRecord('anthropic', mock.origin)));
    expect(errorOf(await use(scene.mine, GET))).toMatchObject({ code: 'configuration_error' });
  });
});
