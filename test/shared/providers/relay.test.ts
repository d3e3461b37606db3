// The relay of event streams: the provider's bytes under every cut, and one clean end whatever happens.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createLog } from '../../../shared/kernel/log.ts';
import { ProviderToken } from '../../../shared/providers/provider-token.ts';
import { RELAY_LIMITS, type RelayOptions, relayStream } from '../../../shared/providers/relay.ts';
import { chatFrame } from '../../support/provider-scripts.ts';

const TOKEN = 'sk-secret-0123456789';
const DONE = 'data: [DONE]\n\n';
const USAGE_FRAME = `data: ${JSON.stringify({ choices: [], usage: { total_tokens: 3 } })}\n\n`;

const lines: string[] = [];
const write = (entry: object): void => void lines.push(JSON.stringify(entry));

const relay = (source: Readable, changes: Partial<RelayOptions> = {}): Readable =>
  relayStream(source, {
    endpoint: 'chat',
    hideUsage: false,
    token: new ProviderToken(TOKEN),
    requestId: 'req-1',
    log: createLog({ info: write, warn: write, error: write }),
    watch: { streamed: () => {}, streamEnded: () => {} },
    guard: null,
    ...changes,
  });

const through = async (
  chunks: readonly (string | Buffer)[],
  changes: Partial<RelayOptions> = {},
): Promise<string> => {
  const source = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  return (await buffer(relay(source, changes))).toString();
};

const cuts = (bytes: Buffer): fc.Arbitrary<Buffer[]> =>
  fc.array(fc.nat(bytes.length), { maxLength: 10 }).map((at) => {
    const ends = [...at, bytes.length].toSorted((a, b) => a - b);
    return ends
      .map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
      .filter(({ length }) => length > 0);
  });

describe('bytes', () => {
  const wire = [
    ': comment\r\n\r\n',
    chatFrame('é😀 data: [DONE]'),
    'event: x\rdata: {"text":"\\n\\ndata: [DONE]"}\r\r',
    'id: 7\ndata: {}\r\n\n',
    DONE,
    ': after\n\n',
  ].join('');

  it('are the same under every cut', async () => {
    await fc.assert(
      fc.asyncProperty(cuts(Buffer.from(wire)), async (chunks) => {
        expect(await through(chunks)).toBe(wire);
      }),
    );
  });

  it('lose the usage chunk that the client did not ask for, and only that, under every cut', async () => {
    const before = chatFrame('say "usage":{ and "choices":[]', { usage: null });
    const inLast = chatFrame('x', { usage: { total_tokens: 3 } });
    const all = Buffer.from(before + inLast + USAGE_FRAME + DONE);
    await fc.assert(
      fc.asyncProperty(cuts(all), async (chunks) => {
        expect(await through(chunks, { hideUsage: true })).toBe(before + inLast + DONE);
      }),
    );
  });

  it('keep the usage chunk for a client that asked', async () => {
    expect(await through([USAGE_FRAME, DONE])).toBe(USAGE_FRAME + DONE);
  });

  it('lose a usage chunk that is written with spaces', async () => {
    const spaced = 'data: {"choices": [], "usage" : {"total_tokens": 1}}\r\n\r\n';
    expect(await through([spaced, DONE], { hideUsage: true })).toBe(DONE);
  });

  it('never carry our token', async () => {
    const wire = `data: {"error":{"message":"bad key ${TOKEN}"}}\n\n`;
    const seen = await through([wire.slice(0, 40), wire.slice(40), DONE]);
    expect(seen).toContain('bad key [redacted]');
    expect(seen).not.toContain(TOKEN);
  });
});

describe('the end of a chat stream', () => {
  it('is added when the provider forgets it', async () => {
    expect(await through([chatFrame('a')])).toBe(chatFrame('a') + DONE);
  });

  it('is not taken from a text that names it', async () => {
    const text = chatFrame('\ndata: [DONE]\n');
    expect(await through([text])).toBe(text + DONE);
  });

  it('is completed when only its blank line is missing', async () => {
    expect(await through([chatFrame('a'), 'data: [DONE]'])).toBe(
      `${chatFrame('a')}data: [DONE]\n\n`,
    );
    expect(await through([chatFrame('a').trimEnd()])).toBe(chatFrame('a') + DONE);
    expect(await through([': bye\n'])).toBe(`: bye\n\n\n${DONE}`);
  });

  it('is left alone on the other wires', async () => {
    const end = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';
    expect(await through([end], { endpoint: 'messages' })).toBe(end);
    expect(await through([end], { endpoint: 'responses' })).toBe(end);
  });
});

describe('a late failure', () => {
  const failing = (...chunks: string[]): Readable => {
    const source = new PassThrough();
    for (const chunk of chunks) source.write(chunk);
    setImmediate(() => source.destroy(new ApiError('upstream_timeout')));
    return source;
  };
  const relayed = async (source: Readable, changes: Partial<RelayOptions> = {}) =>
    (await buffer(relay(source, changes))).toString();

  it('follows whole frames only, wherever the stream breaks and however it was cut', async () => {
    const frames = [chatFrame('a'), ': ping\r\n\r\n', chatFrame('b\n\n'), chatFrame('c')];
    const wire = Buffer.from(frames.join(''));
    const prefixes = frames.map((_, count) => frames.slice(0, count).join(''));
    await fc.assert(
      fc.asyncProperty(cuts(wire), fc.nat(wire.length - 1), async (chunks, until) => {
        const sent: Buffer[] = [];
        let left = until;
        for (const chunk of chunks) {
          if (left > 0) sent.push(chunk.subarray(0, left));
          left -= chunk.length;
        }
        const seen = await relayed(failing(...sent.map((chunk) => chunk.toString('latin1'))));
        const at = seen.indexOf('data: {"error"');
        expect(prefixes).toContain(seen.slice(0, at));
        expect(seen.slice(at)).toMatch(/"code":"upstream_timeout"\}\}\n\ndata: \[DONE\]\n\n$/);
      }),
      { numRuns: 60 },
    );
  });

  it('is an error event and [DONE] on the chat wire, and drops half a frame', async () => {
    const seen = await relayed(failing(chatFrame('a'), 'data: {"half":'));
    const [first, error, done] = seen.split('\n\n');
    expect(`${first}\n\n`).toBe(chatFrame('a'));
    expect(JSON.parse(error?.slice(6) ?? '')).toMatchObject({
      error: { code: 'upstream_timeout', type: 'upstream_error', param: null },
    });
    expect(done).toBe('data: [DONE]');
  });

  it("is an error event without terminator on Anthropic's", async () => {
    const seen = await relayed(failing('event: ping\ndata: {}\n\n'), { endpoint: 'messages' });
    expect(seen).toMatch(
      /\n\nevent: error\ndata: \{"type":"error","error":\{"type":"api_error",.*\n\n$/,
    );
    expect(seen).toContain('"request_id":"req-1"');
    expect(seen).not.toContain('[DONE]');
  });

  it('is a numbered error event on the Responses wire', async () => {
    const before = 'event: x\ndata: {"type":"x","sequence_number":6}\n\n';
    const seen = await relayed(failing(before), { endpoint: 'responses' });
    expect(seen.startsWith(`${before}event: error\ndata: `)).toBe(true);
    expect(JSON.parse(seen.slice(before.length + 'event: error\ndata: '.length))).toMatchObject({
      type: 'error',
      sequence_number: 7,
      code: 'upstream_timeout',
      param: null,
      error: { code: 'upstream_timeout' },
    });
  });

  it.each([
    ['inside a frame', ['data: {"a":']],
    ['after an event without its data', ['event: content_block_delta\n']],
    ['inside [DONE]', ['data: [DO']],
  ])('is what an end %s is', async (_where, chunks) => {
    expect(await through(chunks)).toContain('"code":"upstream_error"');
  });

  it('is what a frame over the limit is, and the provider is cut off then', async () => {
    const limits = { ...RELAY_LIMITS, maxFrameBytes: 1_000 };
    let given = 0;
    const endless = new Readable({
      read() {
        given += 100;
        this.push(`data: ${'x'.repeat(94)}`);
      },
      highWaterMark: 100,
    });
    const seen = await relayed(endless, { limits });
    expect(seen).toMatch(/^data: \{"error":\{"message":"[^"]+","type":"upstream_error"/);
    expect(given).toBeLessThan(2_000);
    expect(endless.destroyed).toBe(true);
  });

  it('is what a stream over the limit is, comments counted', async () => {
    const limits = { ...RELAY_LIMITS, maxStreamBytes: 1_000 };
    const seen = await through(Array(500).fill(': flood\n\n'), { limits });
    expect(seen.length).toBeLessThan(2_000);
    expect(seen.endsWith(`"code":"upstream_error"}}\n\n${DONE}`)).toBe(true);
  });

  it('is logged with ids and fixed words only', async () => {
    lines.length = 0;
    await relayed(failing(chatFrame('secret text')));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'stream_failed',
      requestId: 'req-1',
      code: 'upstream_timeout',
    });
    expect(lines[0]).not.toContain('secret text');
  });
});
