// How a function's answer reaches the client: whole or streamed, malformed, late, cut, and with a client that leaves.
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InvocationResult } from '../../../local/runtime/environment.ts';
import {
  answer,
  api,
  method,
  openToy,
  respond,
  type ToyFunction,
  type ToyGateway,
} from './toy-api.ts';

// Connections and timers on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let toy: ToyGateway;
afterEach(() => toy.close());

const NUL = '\0'.repeat(8);
const open = async (
  main: ToyFunction,
  integration: { streaming?: boolean; timeoutMs?: number } = {},
) => {
  toy = await openToy(api([method('GET', '/a', { kind: 'none' }, integration)]), { main });
};
const get = (init: RequestInit = {}): Promise<Response> => fetch(`${toy.origin}/dev/a`, init);

describe('a buffered answer', () => {
  it('arrives with its status, headers and length', async () => {
    await open(() => respond(201, { ok: true }, { 'X-Thing': 'a', 'www-authenticate': 'Bearer' }));
    const response = await get();
    expect(response.status).toBe(201);
    expect(response.headers.get('x-thing')).toBe('a');
    expect(response.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
    expect(response.headers.has('www-authenticate')).toBe(false);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('content-length')).toBe('11');
    expect(await response.json()).toEqual({ ok: true });
  });

  it('can be base64, and can repeat headers', async () => {
    const value = {
      statusCode: 200,
      multiValueHeaders: { 'set-cookie': ['a', 'b'] },
      body: 'w6Q=',
      isBase64Encoded: true,
    };
    await open(() => answer(JSON.stringify(value)));
    const response = await get();
    expect(response.headers.getSetCookie()).toEqual(['a', 'b']);
    expect(await response.text()).toBe('ä');
  });

  it.each<[string, () => InvocationResult]>([
    ['no JSON', () => answer('oops')],
    ['null', () => answer('null')],
    ['no status', () => answer('{"body":"a"}')],
    ['a status that is none', () => answer('{"statusCode":"abc"}')],
    ['a body that is no text', () => answer('{"statusCode":200,"body":{}}')],
    ['a header that is no text', () => answer('{"statusCode":200,"headers":{"a":{}}}')],
    ['an error', () => ({ kind: 'error', errorType: 'Error', errorMessage: 'secret words' })],
    ['a crash', () => ({ kind: 'crashed' })],
    ['its own time limit', () => ({ kind: 'timeout' })],
    [
      'a cut',
      () =>
        answer(
          new Readable({
            read() {
              this.destroy(new Error('cut'));
            },
          }),
        ),
    ],
    ['more than 6 MB', () => respond(200, 'a'.repeat(6_300_000))],
  ])('of %s is 502, and tells nothing', async (_name, main) => {
    await open(main);
    const response = await get();
    expect([response.status, await response.text()]).toEqual([
      502,
      '{"message":"Internal server error"}',
    ]);
  });

  it('that takes longer than the integration may is 504', async () => {
    await open(() => sleep(500).then(() => respond(200, 'late')), { timeoutMs: 50 });
    expect((await get()).status).toBe(504);
  });
});

describe('a streamed answer', () => {
  const head = '{"statusCode":200,"headers":{"content-type":"text/event-stream"}}';
  const stream = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

  it.each([
    ['in one piece', [`${head}${NUL}data: 1\n\n`]],
    ['cut inside the delimiter', [`${head}\0\0\0`, '\0\0\0\0\0data', ': 1\n\n']],
    ['byte by byte', [...`${head}${NUL}data: 1\n\n`]],
  ])('arrives without its metadata, %s', async (_name, chunks) => {
    await open(() => answer(stream(...chunks)), { streaming: true });
    const response = await get();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('data: 1\n\n');
  });

  it('is on its way before it is complete, headers first', async () => {
    const body = new PassThrough();
    await open(() => answer(body), { streaming: true });
    body.write(head + NUL);
    const response = await get();
    expect(response.status).toBe(200);
    const reader = response.body?.getReader();
    body.write('one');
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('one');
    body.end();
    expect((await reader?.read())?.done).toBe(true);
  });

  it('waits for a slow client instead of filling memory', async () => {
    const piece = 65_536;
    const most = 1_000 * piece;
    let produced = 0;
    const large = new Readable({
      highWaterMark: piece,
      read() {
        produced += piece;
        if (produced > most) this.push(null);
        else this.push(produced === piece ? Buffer.from(head + NUL) : Buffer.alloc(piece));
      },
    });
    await open(() => answer(large), { streaming: true });
    const controller = new AbortController();
    await get({ signal: controller.signal });
    await sleep(100);
    const before = produced;
    expect(before).toBeLessThan(most);
    await sleep(100);
    expect(produced).toBe(before);
    controller.abort();
  });

  it.each<[string, () => InvocationResult]>([
    ['no metadata', () => answer(stream('data: 1'))],
    ['metadata that are no JSON', () => answer(stream(`oops${NUL}data`))],
    ['metadata without a status', () => answer(stream(`{}${NUL}data`))],
    ['more than 16 KB before the delimiter', () => answer(stream('a'.repeat(17_000), NUL))],
    ['nothing, and an error', () => answer(stream(), true)],
  ])('of %s is 502', async (_name, main) => {
    await open(main, { streaming: true });
    expect((await get()).status).toBe(502);
  });

  it.each<[string, () => InvocationResult]>([
    ['an error at its end', () => answer(stream(`${head}${NUL}half`), true)],
    [
      'a crash',
      () => {
        const body = new PassThrough();
        body.write(`${head}${NUL}half`);
        setTimeout(() => body.destroy(new Error('gone')), 30);
        return answer(body);
      },
    ],
  ])('that fails midway (%s) is cut, never ended cleanly', async (_name, main) => {
    await open(main, { streaming: true });
    const response = await get();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('whose client leaves goes on to its end, and is read for nobody', async () => {
    const body = new PassThrough();
    body.write(`${head}${NUL}one`);
    await open(() => answer(body), { streaming: true });
    const controller = new AbortController();
    await get({ signal: controller.signal });
    controller.abort();
    await goesOn(body);
  });

  it('that begins after its client has left goes on, too', async () => {
    const body = new PassThrough();
    body.write(`${head}${NUL}one`);
    await open(() => sleep(100).then(() => answer(body)), { streaming: true });
    await expect(get({ signal: AbortSignal.timeout(20) })).rejects.toThrow();
    await sleep(150);
    await goesOn(body);
  });
});

/** Much more than any buffer holds can be written, and the end comes. */
async function goesOn(body: PassThrough): Promise<void> {
  await sleep(50);
  for (let piece = 0; piece < 64; piece++)
    if (!body.write(Buffer.alloc(64 * 1024))) await once(body, 'drain');
  expect(body.destroyed).toBe(false);
  body.end();
  await once(body, 'end');
}
