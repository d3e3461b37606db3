// A provider that encodes although identity was asked: its answers and streams come out as they went in.
import { brotliCompressSync, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { mockForFile } from '../../support/mock-for-file.ts';
import { chatFrame, raw, sse } from '../../support/provider-scripts.ts';
import { chatBody, type ProxyUnderTest, proxyAt } from '../../support/proxy.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

const ANSWER = JSON.stringify({ id: 'x', choices: [], text: 'Größe 😀'.repeat(100) });
const STREAM = `${chatFrame('a')}${chatFrame('b 😀')}data: [DONE]\n\n`;
const ENCODINGS = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  GZIP: gzipSync,
};

describe.each(Object.entries(ENCODINGS))('%s', (encoding, encode) => {
  const headers = (type: string) => ({ 'content-type': type, 'content-encoding': encoding });

  it('of an answer is undone', async () => {
    mock.fallback = raw(200, headers('application/json'), encode(ANSWER));
    const answer = await proxy.call({ body: chatBody() });
    expect([answer.status, answer.text]).toEqual([200, ANSWER]);
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('of a stream is undone', async () => {
    mock.fallback = raw(200, headers('text/event-stream'), encode(STREAM));
    const answer = await proxy.call({ body: chatBody({ stream: true }) });
    expect(answer.text).toBe(STREAM);
  });

  it('of an error is undone', async () => {
    const error = JSON.stringify({ error: { message: 'too long', type: 'x', code: 'y' } });
    mock.fallback = raw(400, headers('application/json'), encode(error));
    const answer = await proxy.call({ body: chatBody() });
    expect([answer.status, answer.text]).toEqual([400, error]);
  });
});

describe('an encoded stream', () => {
  it('comes out the same under every cut, byte by byte, too', async () => {
    const encoded = gzipSync(STREAM);
    const cuts = fc.uniqueArray(fc.nat({ max: encoded.length }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => {
        const ends = [...at, encoded.length].toSorted((a, b) => a - b);
        const pieces = ends.map((end, index) => encoded.subarray(ends[index - 1] ?? 0, end));
        mock.fallback = encodedSse(pieces);
        expect((await proxy.call({ body: chatBody({ stream: true }) })).text).toBe(STREAM);
      }),
      { numRuns: 30 },
    );
  });

  it('is shown frame by frame, as the provider flushes it', async () => {
    const gzip = createGzip();
    mock.fallback = (_request, response) => {
      response.writeHead(200, SSE_GZIP);
      gzip.pipe(response);
    };
    const answering = proxy.answer({ body: chatBody({ stream: true }) });
    gzip.write(chatFrame('first'));
    gzip.flush();
    setTimeout(() => gzip.end('data: [DONE]\n\n'), 200);
    expect((await answering).text).toBe(`${chatFrame('first')}data: [DONE]\n\n`);
  });
});

describe('JSON as text/plain', () => {
  it('is JSON when it is an object', async () => {
    mock.fallback = raw(200, { 'content-type': 'text/plain; charset=utf-8' }, ANSWER);
    const answer = await proxy.call({ body: chatBody() });
    expect([answer.status, answer.text]).toEqual([200, ANSWER]);
    expect(answer.headers['content-type']).toBe('application/json');
  });
});

const SSE_GZIP = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };

function encodedSse(pieces: readonly Buffer[]) {
  return ((request, response) => {
    response.setHeader('content-encoding', 'gzip');
    return sse(pieces)(request, response);
  }) satisfies typeof mock.fallback;
}
