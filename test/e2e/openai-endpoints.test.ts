// OpenAI's SDK at its other endpoints, through the running system to the demo provider of the local run.
import { request } from 'node:http';
import OpenAI, { toFile } from 'openai';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type DemoProvider, startDemoProvider } from '../../local/provider/demo-provider.ts';
import type { Script } from '../support/script.ts';
import { all, errorOf } from './outcome.ts';
import { type Door, PROVIDER_TOKEN, useSystem } from './system.ts';

const system = useSystem();
let demo: DemoProvider;
let mine: OpenAI;
let other: OpenAI;
let door: Door;
beforeAll(async () => {
  demo = await startDemoProvider({ token: PROVIDER_TOKEN, port: 0, wordDelayMs: 0 });
  const clientOf = ({ key }: Door) =>
    new OpenAI({ baseURL: `${system.local.dataUrl}/v1`, apiKey: key, maxRetries: 0 });
  door = await system.newProject();
  mine = clientOf(door);
  other = clientOf(await system.newProject());
});
afterAll(() => demo.close());

/** Hands everything to the demo provider, as it came. */
const handOn: Script = ({ method, url, headers, bytes }, response) => {
  const call = request(`${demo.origin}${url}`, { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  call.end(bytes);
};
beforeEach(() => {
  system.mock.fallback = handOn;
});
afterEach(() => system.mock.reset());

const WAV = Buffer.from(Array.from({ length: 9_000 }, (_, at) => (at * 13) % 256));
const sound = () => toFile(WAV, 'talk.wav', { type: 'audio/wav' });
const picture = () => toFile(WAV, 'map.png', { type: 'image/png' });

describe('text', () => {
  it('legacy completions answer and stream', async () => {
    const body = { model: 'gpt-3.5-turbo-instruct', prompt: 'Ahoy', max_tokens: 30 };
    const whole = await mine.completions.create(body);
    const pieces = await all(await mine.completions.create({ ...body, stream: true }));
    expect(whole.choices[0]?.text).toContain('Ahoy');
    expect(pieces.map(({ choices }) => choices[0]?.text).join('')).toBe(whole.choices[0]?.text);
  });

  it('moderations answer, with and without a model', async () => {
    const model = 'omni-moderation-latest';
    expect((await mine.moderations.create({ model, input: 'violence' })).results[0]?.flagged).toBe(
      true,
    );
    expect((await mine.moderations.create({ input: ['a', 'b'] })).results).toHaveLength(2);
  });
});

describe('pictures', () => {
  const body = { model: 'gpt-image-2', prompt: 'A map' };

  it('are made, buffered and streamed', async () => {
    expect((await mine.images.generate({ ...body, n: 2 })).data).toHaveLength(2);
    const events = await all(await mine.images.generate({ ...body, stream: true }));
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
  });

  it('are edited, one and several, and varied', async () => {
    expect((await mine.images.edit({ ...body, image: await picture() })).data).toHaveLength(1);
    const image = [await picture(), await picture()];
    const events = await all(await mine.images.edit({ ...body, image, stream: true }));
    expect(events.at(-1)?.type).toBe('image_edit.completed');
    const varied = await mine.images.createVariation({ image: await picture() });
    expect(varied.data).toHaveLength(1);
  });
});

describe('sound', () => {
  it('is spoken, byte by byte as the provider says it, and as events', async () => {
    const body = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Ahoy there' } as const;
    const answer = await mine.audio.speech.create(body);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    const heard = Buffer.from(await answer.arrayBuffer());
    const direct = new OpenAI({ baseURL: `${demo.origin}/v1`, apiKey: PROVIDER_TOKEN });
    const spoken = Buffer.from(await (await direct.audio.speech.create(body)).arrayBuffer());
    expect(heard.equals(spoken)).toBe(true);
    const events = await mine.audio.speech.create({ ...body, stream_format: 'sse' });
    expect(await events.text()).toContain('speech.audio.done');
  });

  it('is written down in every format', async () => {
    const model = 'whisper-1';
    const ask = async (format: 'json' | 'verbose_json' | 'text' | 'srt' | 'vtt') =>
      mine.audio.transcriptions.create({ file: await sound(), model, response_format: format });
    const said = 'It was given 9000 bytes of sound.';
    expect(await ask('json')).toMatchObject({ text: expect.stringContaining(said) });
    expect(await ask('verbose_json')).toMatchObject({ words: expect.any(Array) });
    for (const format of ['text', 'srt', 'vtt'] as const) expect(await ask(format)).toContain(said);
    const stream = await mine.audio.transcriptions.create({
      file: await sound(),
      model,
      stream: true,
    });
    expect((await all(stream)).at(-1)).toMatchObject({ type: 'transcript.text.done' });
    const english = await mine.audio.translations.create({ file: await sound(), model });
    expect(english.text).toContain(said);
  });

  it('of more than an event can carry is 413', async () => {
    const file = await toFile(Buffer.alloc(4_800_000), 'long.wav');
    const error = await errorOf(() =>
      mine.audio.transcriptions.create({ file, model: 'whisper-1' }),
    );
    expect(error).toMatchObject({ status: 413, code: 'request_too_large' });
    const fits = await toFile(Buffer.alloc(4_300_000, 7), 'fits.wav');
    const answer = await mine.audio.transcriptions.create({ file: fits, model: 'whisper-1' });
    expect(answer.text).toContain('4300000 bytes');
  });
});

describe('responses', () => {
  const body = { model: 'gpt-4o', input: 'Ahoy' };

  it('are compacted and counted', async () => {
    const compact = await mine.responses.compact(body);
    expect(compact.output.at(-1)?.type).toBe('compaction');
    const next = [...compact.output, { role: 'user' as const, content: 'And?' }];
    const answer = await mine.responses.create({ model: 'gpt-4o', input: next as never });
    expect(answer.output_text).toContain('And?');
    expect((await mine.responses.inputTokens.count(body)).input_tokens).toBeGreaterThan(0);
  });

  it('are read back, listed and deleted by their project, and by nobody else', async () => {
    const { id, output_text: text } = await mine.responses.create({ ...body, input: 'Mine' });
    expect((await mine.responses.retrieve(id)).output_text).toBe(text);
    const [item] = (await mine.responses.inputItems.list(id)).data;
    expect(item).toMatchObject({ content: 'Mine' });
    for (const foreign of [
      () => other.responses.retrieve(id),
      () => other.responses.inputItems.list(id),
      () => other.responses.cancel(id),
      () => other.responses.delete(id),
    ])
      expect(await errorOf(foreign)).toBeInstanceOf(OpenAI.NotFoundError);
    await mine.responses.delete(id);
    expect(await errorOf(() => mine.responses.retrieve(id))).toBeInstanceOf(OpenAI.NotFoundError);
  });

  it('in the background come to their end, and what they used is in the report', async () => {
    const begun = await mine.responses.create({ ...body, input: 'Slowly', background: true });
    expect(begun.status).toBe('in_progress');
    await expect
      .poll(async () => (await mine.responses.retrieve(begun.id)).status)
      .toBe('completed');
    const { usage } = await mine.responses.retrieve(begun.id);
    const stream = await mine.responses.retrieve(begun.id, { stream: true, starting_after: 2 });
    const events = await all(stream);
    expect(events[0]?.sequence_number).toBe(3);
    expect(events.at(-1)?.type).toBe('response.completed');
    expect(usage?.output_tokens).toBeGreaterThan(0);
  });

  it('in the background can be cancelled', async () => {
    const begun = await mine.responses.create({ ...body, input: 'Never', background: true });
    expect((await mine.responses.cancel(begun.id)).status).toBe('cancelled');
  });
});

describe('what is not offered', () => {
  it('is 404 with a sentence that says so', async () => {
    for (const [ask, what] of [
      [() => mine.files.list(), 'files'],
      [() => mine.batches.list(), 'batches'],
      [() => mine.vectorStores.list(), 'vector stores'],
      [() => mine.fineTuning.jobs.list(), 'fine-tuning'],
      [() => mine.conversations.create({}), 'conversations'],
      [() => mine.chat.completions.list(), null],
    ] as const) {
      const error = await errorOf(async () => ask());
      expect(error).toBeInstanceOf(OpenAI.APIError);
      if (what === null) expect(error).toMatchObject({ status: 405 });
      else
        expect(error).toMatchObject({
          status: 404,
          code: 'not_found',
          message: expect.stringContaining(
            `does not offer ${what === 'conversations' ? 'the ' : ''}${what}`,
          ),
        });
    }
  });

  it('speaks Anthropic’s format under Anthropic’s path, and asks for a key first', async () => {
    const answer = await system.call('/v1/messages/batches', door.key);
    expect([answer.status, await answer.json()]).toMatchObject([
      404,
      {
        type: 'error',
        error: { type: 'not_found_error', message: 'This gateway does not offer batches.' },
      },
    ]);
    const nobody = await system.call('/v1/messages/batches', null);
    expect([nobody.status, await nobody.json()]).toMatchObject([401, { type: 'error' }]);
    const unknown = await system.call('/v1/nothing', door.key);
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { error: { code: 'not_found', message: 'Not found.' } },
    ]);
  });
});
