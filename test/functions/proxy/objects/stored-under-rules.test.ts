// A response that is read back passes the rules again, also where a stream goes on in the middle.
import { beforeEach, describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { savedVersion } from '../../../support/policies.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, sse } from '../../../support/provider-scripts.ts';
import { frame } from '../../../support/well-behaved-media.ts';
import { GET, LIST, madeBy, type Scene, STORED, sceneAt, use } from './objects-scene.ts';

const mock = await mockForFile();
let scene: Scene;
beforeEach(() => {
  scene = sceneAt(mock.origin);
});

describe('under rules', () => {
  const rules = savedVersion([
    {
      rule_type: 'regex',
      direction: 'outbound',
      decision: 'mask',
      config: { patterns: [{ pattern: 'treasure', replacement: '[X]' }] },
    },
  ]);
  const text = (value: string) => ({
    id: STORED,
    object: 'response',
    status: 'completed',
    output: [
      {
        id: 'msg_of_mine_1',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: value, annotations: [] }],
      },
    ],
  });
  const owner = async () => {
    const proxy = policyProxyAt(mock.origin, [rules], { ports: { objects: scene.objects } });
    await madeBy(proxy, mock);
    return proxy;
  };

  it('what is read back is judged as the answer was', async () => {
    const proxy = await owner();
    mock.queue.push(json(200, text('a treasure')));
    const answer = await use(proxy, GET);
    expect(JSON.parse(answer.text).output[0].content[0].text).toBe('a [X]');
    expect(answer.headers['x-collie-policy']).toMatch(/^pol_/);
  });

  it('so is what it was made from', async () => {
    const proxy = await owner();
    const item = {
      type: 'message',
      id: 'msg_in_1',
      role: 'user',
      content: [{ type: 'input_text', text: 'a treasure' }],
    };
    mock.queue.push(
      json(200, {
        object: 'list',
        data: [item],
        first_id: 'msg_in_1',
        has_more: false,
        note: 'treasure',
      }),
    );
    const answer = await use(proxy, LIST);
    expect(JSON.parse(answer.text)).toEqual({
      object: 'list',
      data: [{ ...item, content: [{ type: 'input_text', text: 'a [X]' }] }],
      first_id: 'msg_in_1',
      has_more: false,
    });
  });

  it('a stream goes on where its client left, by the numbers that it was told', async () => {
    const place = { item_id: 'msg_of_mine_1', output_index: 0, content_index: 0 };
    const events = [
      { type: 'response.created', response: text('') },
      ...['a trea', 'sure', ' and', ' more'].map((delta) => ({
        type: 'response.output_text.delta',
        ...place,
        delta,
      })),
      { type: 'response.output_text.done', ...place, text: 'a treasure and more' },
      { type: 'response.completed', response: text('a treasure and more') },
    ].map((event, sequence_number) => frame({ ...event, sequence_number }, event.type));
    const proxy = await owner();
    mock.queue.push(sse(events));
    const whole = await use(proxy, GET, { stream: ['true'] });
    const numbers = (stream: string) =>
      [...stream.matchAll(/"sequence_number":(\d+)/g)].map(([, number]) => Number(number));
    const all = numbers(whole.text);
    expect(whole.text).not.toContain('treasure');
    for (const after of all) {
      mock.queue.push(sse(events));
      const rest = await use(proxy, GET, { stream: ['true'], starting_after: [String(after)] });
      expect(numbers(rest.text)).toEqual(all.filter((number) => number > after));
      expect(whole.text.endsWith(rest.text)).toBe(true);
      // The provider tells all of it: a held word cannot be judged by its end.
      expect(mock.requests.at(-1)?.url).not.toContain('starting_after');
    }
  });

  it('without rules the provider goes on itself', async () => {
    await madeBy(scene.mine, mock);
    mock.queue.push(
      sse([frame({ type: 'response.completed', response: text('x'), sequence_number: 9 })]),
    );
    await use(scene.mine, GET, { stream: ['true'], starting_after: ['8'] });
    expect(mock.requests.at(-1)?.url).toBe(`/v1/responses/${STORED}?stream=true&starting_after=8`);
  });
});
