// Speech: byte by byte, at its listener’s pace, with an honest end.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { raw, sse } from '../../../support/provider-scripts.ts';
import { errorOf, PROVIDER_TOKEN } from '../../../support/proxy.ts';
import { usageProxyAt } from '../../../support/usage-proxy.ts';
import { frame } from '../../../support/well-behaved-media.ts';
import { masking, post } from './scene.ts';

const mock = await mockForFile();

const masked = () => policyProxyAt(mock.origin, [masking]);

describe('speech', () => {
  const ask = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'the treasure' };
  const sound = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256));
  const audio = { 'content-type': 'audio/mpeg' };

  it('passes byte by byte, and what is said has been under rules', async () => {
    mock.queue.push(raw(200, audio, sound));
    const proxy = masked();
    const answer = await post(proxy, '/v1/audio/speech', ask);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'audio/mpeg']);
    expect(answer.bytes.equals(sound)).toBe(true);
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toMatchObject({ input: 'the [X]' });
    expect(proxy.settled).toMatchObject([{ outcome: 'ok', estimated: true }]);
  });

  it('comes as it comes, and waits for who listens', async () => {
    let written = 0;
    mock.fallback = async (_request, response) => {
      response.writeHead(200, audio);
      while (!response.destroyed && written < 40_000_000) {
        if (!response.writableNeedDrain) {
          response.write(sound);
          written += sound.length;
        }
        await sleep(0);
      }
      response.end();
    };
    const proxy = usageProxyAt(mock.origin);
    const { createServe } = await import('../../../../functions/proxy/serve.ts');
    const { gatewayEvent } = await import('../../../support/gateway-event.ts');
    const event = gatewayEvent(proxy.principal, {
      resource: '/v1/audio/speech',
      body: JSON.stringify(ask),
    });
    const { body } = await createServe(proxy.ports)(event);
    if (typeof body === 'string' || Buffer.isBuffer(body)) throw new Error('no stream');
    await sleep(300);
    const unread = written;
    await sleep(200);
    expect(written).toBe(unread);
    expect(unread).toBeLessThan(20_000_000);
    body.destroy();
    expect(await mock.requests[0]?.ended).toBe(false);
    await expect.poll(() => proxy.settled).toMatchObject([{ outcome: 'aborted' }]);
  });

  it('that breaks off is broken off, and counted as failed', async () => {
    mock.fallback = async (_request, response) => {
      response.writeHead(200, audio);
      response.write(sound);
      await sleep(20);
      response.socket?.resetAndDestroy();
    };
    const proxy = usageProxyAt(mock.origin);
    await expect(post(proxy, '/v1/audio/speech', ask)).rejects.toThrow();
    await expect.poll(() => proxy.settled).toMatchObject([{ outcome: 'failed' }]);
  });

  it('with the provider’s token in it, cut in two, is broken off before its end', async () => {
    const cut = 9;
    mock.fallback = async (_request, response) => {
      response.writeHead(200, audio);
      response.write(`sound ${PROVIDER_TOKEN.slice(0, cut)}`);
      await sleep(30);
      response.end(PROVIDER_TOKEN.slice(cut));
    };
    await expect(post(usageProxyAt(mock.origin), '/v1/audio/speech', ask)).rejects.toThrow();
  });

  it('as events passes with its usage', async () => {
    const usage = { input_tokens: 4, output_tokens: 9, total_tokens: 13 };
    const events = [
      frame({ type: 'speech.audio.delta', audio: 'AAAA' }),
      frame({ type: 'speech.audio.done', usage }),
    ];
    mock.queue.push(sse(events));
    const proxy = masked();
    const answer = await post(proxy, '/v1/audio/speech', { ...ask, stream_format: 'sse' });
    expect(answer.text).toBe(events.join(''));
    expect(proxy.settled).toMatchObject([{ tokens: { input: 4, output: 9 }, estimated: false }]);
  });

  it.each(['text/html', 'image/png', 'audio/mpeg; <script>'])('is no %s', async (type) => {
    mock.queue.push(raw(200, { 'content-type': type }, 'x'));
    const answer = await post(usageProxyAt(mock.origin), '/v1/audio/speech', ask);
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'upstream_error']);
  });
});
