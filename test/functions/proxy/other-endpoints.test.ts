// Older text, pictures and sound: rules on what has text, bytes as they are on what has none, and honest ends.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MockProvider, startMockProvider } from '../../support/mock-provider.ts';
import { FORM_TYPE, formWith } from '../../support/multipart.ts';
import { savedVersion } from '../../support/policies.ts';
import { policyProxyAt } from '../../support/policy-proxy.ts';
import { json, raw, sse } from '../../support/provider-scripts.ts';
import { errorOf, PROVIDER_TOKEN, type ProxyUnderTest } from '../../support/proxy.ts';
import { usageProxyAt } from '../../support/usage-proxy.ts';
import { frame } from '../../support/well-behaved-media.ts';

let mock: MockProvider;
beforeAll(async () => {
  mock = await startMockProvider();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const masking = savedVersion([
  {
    rule_type: 'regex',
    direction: 'all',
    decision: 'mask',
    config: { patterns: [{ pattern: 'treasure', replacement: '[X]' }] },
  },
]);
const blocking = savedVersion([
  {
    rule_type: 'regex',
    direction: 'outbound',
    decision: 'block',
    config: { patterns: [{ pattern: 'treasure' }] },
  },
]);
const masked = () => policyProxyAt(mock.origin, [masking]);
const post = (proxy: ProxyUnderTest, resource: string, body: object) =>
  proxy.call({ resource, body: JSON.stringify(body) });
const transcribe = (proxy: ProxyUnderTest, fields: Record<string, string> = {}) => {
  const file = { name: 'file', value: 'sound', filename: 'a.wav', type: 'audio/wav' };
  const body = formWith({ model: 'whisper-1', ...fields }, file).toString('base64');
  const headers = { 'content-type': FORM_TYPE };
  return proxy.call({ resource: '/v1/audio/transcriptions', headers, body, isBase64Encoded: true });
};

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
    const { createServe } = await import('../../../functions/proxy/serve.ts');
    const { gatewayEvent } = await import('../../support/gateway-event.ts');
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

describe('transcripts', () => {
  it('are masked: the whole, its segments, and words that only together are what a rule means', async () => {
    const twoWords = savedVersion([
      {
        rule_type: 'regex',
        direction: 'outbound',
        decision: 'mask',
        config: { patterns: [{ pattern: 'buried treasure', replacement: '[X]' }] },
      },
    ]);
    const words = ['the', 'buried', 'treasure'].map((word, start) => ({
      word,
      start,
      end: start + 1,
    }));
    const segments = [{ id: 0, start: 0, end: 3, text: 'the buried treasure', tokens: [1, 2] }];
    const told = { text: 'the buried treasure', segments, words, language: 'english', duration: 3 };
    mock.queue.push(json(200, told));
    const answer = await transcribe(policyProxyAt(mock.origin, [twoWords]));
    expect(JSON.parse(answer.text)).toEqual({
      text: 'the [X]',
      segments: [{ id: 0, start: 0, end: 3, text: 'the [X]' }],
      language: 'english',
      duration: 3,
    });
    mock.queue.push(json(200, { text: 'fine', words: [{ word: 'fine', start: 0, end: 1 }] }));
    const fine = await transcribe(policyProxyAt(mock.origin, [twoWords]));
    expect(JSON.parse(fine.text).words).toHaveLength(1);
  });

  it.each([
    'text/plain; charset=utf-8',
    'text/vtt',
    'application/x-subrip',
  ])('as %s pass, masked where a rule says so', async (type) => {
    mock.queue.push(raw(200, { 'content-type': type }, '1\n00:00 --> 00:01\na treasure\n'));
    const answer = await transcribe(masked(), { response_format: 'srt' });
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([
      200,
      type,
      '1\n00:00 --> 00:01\na [X]\n',
    ]);
  });

  it('that a rule blocks are an error', async () => {
    mock.queue.push(raw(200, { 'content-type': 'text/plain' }, 'a treasure'));
    const answer = await transcribe(policyProxyAt(mock.origin, [blocking]));
    expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'response_blocked']);
  });

  it('stream, however a word is cut', async () => {
    for (let cut = 0; cut <= 'treasure'.length; cut++) {
      const delta = (text: string) =>
        frame({ type: 'transcript.text.delta', delta: text }, 'transcript.text.delta');
      const done = frame(
        { type: 'transcript.text.done', text: 'a treasure' },
        'transcript.text.done',
      );
      mock.queue.push(
        sse([delta(`a ${'treasure'.slice(0, cut)}`), delta('treasure'.slice(cut)), done]),
      );
      const answer = await transcribe(masked(), { stream: 'true' });
      const deltas = [...answer.text.matchAll(/"delta":"([^"]*)"/g)]
        .map(([, text]) => text)
        .join('');
      expect([deltas, answer.text]).toEqual(['a [X]', expect.stringContaining('"text":"a [X]"')]);
    }
  });

  it('of another endpoint are no text: only these may be', async () => {
    mock.queue.push(raw(200, { 'content-type': 'text/vtt' }, 'WEBVTT'));
    const answer = await post(usageProxyAt(mock.origin), '/v1/moderations', { input: 'Ahoy' });
    expect([answer.status, errorOf(answer)['code']]).toEqual([502, 'upstream_error']);
  });
});
