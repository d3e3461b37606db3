// Objects that a provider keeps belong to the project whose call made them: others get 404, and nobody is asked.
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { startMockProvider } from '../../../support/mock-provider.ts';
import { json, sse } from '../../../support/provider-scripts.ts';
import { errorOf, projectAt } from '../../../support/proxy.ts';
import {
  askedSince,
  madeBy,
  respond,
  responseObject,
  type Scene,
  sceneAt,
} from './objects-scene.ts';

const mock = await mockForFile();
let scene: Scene;
beforeEach(() => {
  scene = sceneAt(mock.origin);
});

const event = (type: string, response: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, response, sequence_number: 1 })}\n\n`;
const made = (body?: object, answer?: object) => madeBy(scene.mine, mock, body, answer);

/** What may be said with the objects of `responseObject`, and where. */
const uses: [string, object][] = [
  ['previous_response_id', { previous_response_id: 'resp_of_mine_1' }],
  ['conversation', { conversation: 'conv_of_mine_1' }],
  ['input.0.id', { input: [{ type: 'item_reference', id: 'msg_of_mine_1' }] }],
  ['input.0.id', { input: [{ type: 'reasoning', id: 'rs_of_mine_1', summary: [] }] }],
  ['tools.0.container', { tools: [{ type: 'code_interpreter', container: 'cntr_of_mine' }] }],
  [
    'input.0.content.0.file_id',
    { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'cfile_mine1' }] }] },
  ],
];

describe.each(uses)('%s', (param, body) => {
  it('is mine after the answer that told it', async () => {
    await made();
    expect((await respond(scene.mine, body)).status).toBe(200);
  });

  it("is nobody else's: 404 with the field, and the provider is not asked", async () => {
    await made();
    const asked = askedSince(mock);
    const answer = await respond(scene.other, body);
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({ code: 'not_found', type: 'not_found_error', param });
    expect(asked()).toBe(0);
  });

  it('is told alike when nobody has ever made it', async () => {
    const unknown = await respond(scene.other, body);
    await made();
    const foreign = await respond(scene.other, body);
    expect([foreign.status, foreign.text]).toEqual([unknown.status, unknown.text]);
  });
});

describe('a stream', () => {
  it('has told nobody of its end before its objects are recorded', async () => {
    const claims: (() => void)[] = [];
    const { claim } = scene.objects;
    Object.assign(scene.objects, {
      claim: async (...args: Parameters<typeof claim>) => {
        await new Promise<void>((resolve) => claims.push(resolve));
        return claim(...args);
      },
    });
    const started = responseObject({ output: [], status: 'in_progress' });
    const delta =
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta"}\n\n';
    mock.queue.push(
      sse([
        event('response.created', started),
        delta,
        event('response.completed', responseObject()),
      ]),
    );
    const answering = respond(scene.mine, { stream: true });
    const settled = { is: false };
    void answering.then(() => {
      settled.is = true;
    });
    await expect.poll(() => claims.length).toBeGreaterThanOrEqual(6);
    expect(settled.is).toBe(false);
    for (const release of claims) release();
    Object.assign(scene.objects, { claim });
    expect((await answering).text).toContain('response.completed');
    for (const [, body] of uses) expect((await respond(scene.mine, body)).status).toBe(200);
  });

  it('passes byte by byte, however it is cut', async () => {
    const text =
      event('response.created', responseObject({ output: [] })) +
      event('response.completed', responseObject());
    const bytes = Buffer.from(text);
    mock.queue.push(sse(Array.from(bytes, (byte) => Buffer.from([byte]))));
    expect((await respond(scene.mine, { stream: true })).text).toBe(text);
    expect((await respond(scene.other, { conversation: 'conv_of_mine_1' })).status).toBe(404);
    expect((await respond(scene.mine, { conversation: 'conv_of_mine_1' })).status).toBe(200);
  });
});

describe('what is not stored', () => {
  it('makes no response, and its conversation all the same', async () => {
    await made({ store: false }, responseObject({ store: false }));
    const again = (body: object) => respond(scene.mine, body).then(({ status }) => status);
    expect(await again({ previous_response_id: 'resp_of_mine_1' })).toBe(404);
    expect(await again({ conversation: 'conv_of_mine_1' })).toBe(200);
  });

  it('costs nothing: a chat that names and makes no object reads and writes no owner', async () => {
    const body = JSON.stringify({ model: 'gpt-mock', messages: [{ role: 'user', content: 'Hi' }] });
    for (const stream of [false, true]) {
      const call = await scene.mine.call({ body: body.replace('{', `{"stream":${stream},`) });
      expect(call.status).toBe(200);
    }
    expect(scene.objects.calls).toEqual({ ownerOf: 0, claim: 0 });
  });
});

describe('a project', () => {
  it('that is alone on its account may name anything, and records nothing', async () => {
    scene = sceneAt(mock.origin, { providerObjects: 'any' });
    expect((await respond(scene.mine, { previous_response_id: 'resp_x' })).status).toBe(200);
    expect(scene.objects.calls).toEqual({ ownerOf: 0, claim: 0 });
  });

  it('may name what is on its list, exactly or by its beginning', async () => {
    scene = sceneAt(mock.origin, { allowedObjects: ['pmpt_shared', 'file-kb*'] });
    const status = async (body: object) => (await respond(scene.mine, body)).status;
    expect(await status({ prompt: { id: 'pmpt_shared' } })).toBe(200);
    expect(await status({ prompt: { id: 'pmpt_shared2' } })).toBe(404);
    const file = (file_id: string) => ({ input: [{ content: [{ type: 'input_file', file_id }] }] });
    expect(await status(file('file-kb-1'))).toBe(200);
    expect(await status(file('file-k'))).toBe(404);
  });

  it('at another address does not own what has the same name there', async () => {
    await made();
    const elsewhere = await startMockProvider();
    try {
      scene.mine.project = projectAt(elsewhere.origin);
      // The other address is trusted by the same deployment.
      (scene.mine.ports.trustedOrigins as Set<string>).add(elsewhere.origin);
      const answer = await respond(scene.mine, { previous_response_id: 'resp_of_mine_1' });
      expect([answer.status, elsewhere.requests.length]).toEqual([404, 0]);
    } finally {
      await elsewhere.close();
    }
  });
});

describe('a name that a provider gives twice', () => {
  it('stays with whoever had it first', async () => {
    await made();
    mock.queue.push(json(200, responseObject()));
    expect((await respond(scene.other, {})).status).toBe(200);
    const { status } = await respond(scene.other, { previous_response_id: 'resp_of_mine_1' });
    expect(status).toBe(404);
    expect(scene.other.lines.join()).toContain('object_name_taken');
  });
});

describe('a store that cannot answer', () => {
  const down = async () => {
    throw new ApiError('service_unavailable');
  };

  it('lets no name through: 503, and the provider is not asked', async () => {
    Object.assign(scene.objects, { ownerOf: down });
    const asked = askedSince(mock);
    const answer = await respond(scene.mine, { previous_response_id: 'resp_of_mine_1' });
    expect([answer.status, asked()]).toEqual([503, 0]);
  });

  it('leaves the answer whole and its objects to nobody', async () => {
    const { claim } = scene.objects;
    Object.assign(scene.objects, { claim: down });
    await made();
    Object.assign(scene.objects, { claim });
    for (const proxy of [scene.mine, scene.other])
      expect((await respond(proxy, { previous_response_id: 'resp_of_mine_1' })).status).toBe(404);
    expect(scene.mine.lines.join()).toContain('object_not_recorded');
    expect(scene.mine.lines.join()).not.toContain('resp_of_mine_1');
  });
});

describe('bad input', () => {
  it.each([
    ['an id of a megabyte', { previous_response_id: 'r'.repeat(1_000_000) }, 404],
    ['an empty id', { previous_response_id: '' }, 404],
    [
      '1,001 ids',
      { tools: [{ vector_store_ids: Array.from({ length: 1_001 }, (_, i) => `vs_${i}`) }] },
      422,
    ],
    ['an id of another type, which is the provider’s to judge', { previous_response_id: 7 }, 200],
  ])('%s', async (_name, body, status) => {
    expect((await respond(scene.mine, body)).status).toBe(status);
  });
});
