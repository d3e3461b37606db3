// Legacy completions under rules, whole and however a stream is cut.
import { describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { json, sse } from '../../../support/provider-scripts.ts';
import { errorOf } from '../../../support/proxy.ts';
import { usageProxyAt } from '../../../support/usage-proxy.ts';
import { frame } from '../../../support/well-behaved-media.ts';
import { blocking, masking, post } from './scene.ts';

const mock = await mockForFile();

const masked = () => policyProxyAt(mock.origin, [masking]);

describe('legacy completions', () => {
  const choice = (text: string, finish_reason: string | null = null) =>
    frame({
      id: 'cmpl-1',
      object: 'text_completion',
      choices: [{ index: 0, text, finish_reason }],
    });
  const textOf = (stream: string): string =>
    [...stream.matchAll(/"text":"([^"]*)"/g)].map(([, text]) => text).join('');
  const ask = { model: 'gpt-3.5-turbo-instruct', prompt: 'the treasure' };

  it('are under rules both ways, however a stream cuts a word', async () => {
    for (let cut = 0; cut <= 'a treasure!'.length; cut++) {
      const text = 'a treasure!';
      const frames = [
        choice(text.slice(0, cut)),
        choice(text.slice(cut), 'stop'),
        'data: [DONE]\n\n',
      ];
      mock.queue.push(sse(frames));
      const answer = await post(masked(), '/v1/completions', { ...ask, stream: true });
      expect([answer.status, textOf(answer.text), answer.text]).toEqual([
        200,
        'a [X]!',
        expect.stringMatching(/"finish_reason":"stop"[\s\S]*data: \[DONE\]\n\n$/),
      ]);
    }
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toMatchObject({ prompt: 'the [X]' });
  });

  it('are masked whole, without tokens and what is not known', async () => {
    const logprobs = { tokens: ['treas', 'ure'] };
    const body = {
      id: 'cmpl-1',
      choices: [{ index: 0, text: 'a treasure', logprobs, extra: 'treasure' }],
    };
    mock.queue.push(json(200, body));
    const answer = await post(masked(), '/v1/completions', ask);
    expect(JSON.parse(answer.text)).toEqual({
      id: 'cmpl-1',
      choices: [{ index: 0, text: 'a [X]', logprobs: null }],
    });
  });

  it('end a blocked stream with the error, and nothing of the word before it', async () => {
    mock.queue.push(sse([choice('a trea'), choice('sure', 'stop'), 'data: [DONE]\n\n']));
    const proxy = policyProxyAt(mock.origin, [blocking]);
    const answer = await post(proxy, '/v1/completions', { ...ask, stream: true });
    expect(answer.text).toContain('"code":"response_blocked"');
    expect(textOf(answer.text)).toBe('a ');
    expect(answer.text).not.toContain('"finish_reason":"stop"');
  });

  it('of token numbers are refused where rules would have to read them', async () => {
    const answer = await post(masked(), '/v1/completions', { ...ask, prompt: [1, 2, 3] });
    expect([answer.status, errorOf(answer)['param']]).toEqual([422, 'prompt']);
    expect(mock.requests).toEqual([]);
  });

  it('ask for usage themselves, and hide it from who has not', async () => {
    const proxy = usageProxyAt(mock.origin);
    mock.queue.push(
      sse([
        choice('Hi', 'stop'),
        frame({ id: 'cmpl-1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 1 } }),
        'data: [DONE]\n\n',
      ]),
    );
    const answer = await post(proxy, '/v1/completions', { ...ask, stream: true });
    expect(answer.text).not.toContain('usage');
    expect(JSON.parse(mock.requests[0]?.body ?? '').stream_options).toEqual({
      include_usage: true,
    });
    expect(proxy.settled).toMatchObject([{ tokens: { input: 3, output: 1 }, estimated: false }]);
  });
});
