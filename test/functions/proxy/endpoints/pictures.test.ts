// Pictures: unread, and what stands beside them under rules.
import { describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, sse } from '../../../support/provider-scripts.ts';
import { frame } from '../../../support/well-behaved-media.ts';
import { masking, post } from './scene.ts';

const mock = await mockForFile();

const masked = () => policyProxyAt(mock.origin, [masking]);

describe('pictures', () => {
  const ask = { model: 'gpt-image-2', prompt: 'a treasure' };

  it('pass unread, and what stands beside them is read or left out', async () => {
    const picture = {
      b64_json: 'AAAA',
      revised_prompt: 'a treasure map',
      url: 'https://h/treasure',
    };
    mock.queue.push(
      json(200, {
        created: 1,
        data: [{ ...picture, note: 'treasure' }],
        size: '1x1',
        quality: 'a treasure of words',
      }),
    );
    const answer = await post(masked(), '/v1/images/generations', ask);
    expect(JSON.parse(answer.text)).toEqual({
      created: 1,
      data: [{ b64_json: 'AAAA', revised_prompt: 'a [X] map', url: 'https://h/[X]' }],
      size: '1x1',
    });
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toMatchObject({ prompt: 'a [X]' });
  });

  it('stream in parts; text that calls itself a picture does not', async () => {
    const part = (b64_json: string) =>
      frame({ type: 'image_generation.partial_image', b64_json, partial_image_index: 0 });
    mock.queue.push(
      sse([part('AAAA'), part('a treasure!'), frame({ type: 'note', text: 'treasure' })]),
    );
    const answer = await post(masked(), '/v1/images/generations', { ...ask, stream: true });
    expect(answer.text).toContain('"b64_json":"AAAA"');
    expect(answer.text).not.toContain('treasure');
  });
});
