// Framing of server-sent events: nothing is lost, nothing is changed, and every release ends a frame.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataOf, FrameCutter, frameOf, splitFrames } from '../../../shared/http/sse.ts';

const END = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))$/;

/** Streams of lines with every kind of line end, blank lines included. */
const anyStream = fc
  .array(
    fc.tuple(
      fc.constantFrom('', '', 'data: {"a":1}', 'event: x', ': ping', 'data: é😀', 'id'),
      fc.constantFrom('\n', '\r\n', '\r'),
    ),
    { maxLength: 24 },
  )
  .map((lines) => Buffer.from(lines.flat().join('')));

const cutAt = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
};

const feed = (chunks: readonly Buffer[]) => {
  const cutter = new FrameCutter();
  const released = chunks.flatMap((chunk) => cutter.push(chunk) ?? []);
  return { released, rest: cutter.flush() };
};

describe('FrameCutter', () => {
  it('gives back the same bytes under every cut', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
        const { released, rest } = feed(cutAt(bytes, cuts));
        expect(Buffer.concat([...released, rest])).toEqual(bytes);
      }),
    );
  });

  it('releases only up to the end of a frame under every cut', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(), { maxLength: 12 }), (bytes, cuts) => {
        let before = '';
        for (const part of feed(cutAt(bytes, cuts)).released) {
          before += part.toString('latin1');
          expect(END.test(`\n${before}`)).toBe(true);
        }
      }),
    );
  });

  it('releases the same frames byte by byte as at once, but for a final CR that may be half a CRLF', () => {
    fc.assert(
      fc.property(anyStream, (bytes) => {
        const once = Buffer.concat(feed([bytes]).released);
        const single = Buffer.concat(feed([...bytes].map((byte) => Buffer.of(byte))).released);
        expect(single).toEqual(once);
      }),
    );
  });

  it('keeps no frame back once its end is certain', () => {
    const { rest } = feed([Buffer.from('data: 1\n\n')]);
    expect(rest.length).toBe(0);
    expect(feed([Buffer.from('data: 1\r\n\r\n')]).rest.length).toBe(0);
    expect(feed([Buffer.from('data: 1\r\r'), Buffer.from('data')]).rest.toString()).toBe('data');
  });

  it('does not take half a CRLF for an empty line', () => {
    expect(feed([Buffer.from('data: 1\r'), Buffer.from('\ndata: 2')]).released).toEqual([]);
    const cut = feed([Buffer.from('data: 1\r\n\r'), Buffer.from('\n: 2')]);
    expect(cut.released.map(String)).toEqual(['data: 1\r\n\r\n']);
  });

  it('stays linear on a megabyte of single line ends', () => {
    const cutter = new FrameCutter();
    const line = Buffer.from('a\n'.repeat(32_768));
    for (let i = 0; i < 16; i++) expect(cutter.push(line)).toBeNull();
    expect(cutter.pendingBytes).toBe(16 * line.length);
  });
});

describe('splitFrames', () => {
  it('cuts a block into frames that make up the block', () => {
    fc.assert(
      fc.property(anyStream, (bytes) => {
        expect(Buffer.concat(splitFrames(bytes))).toEqual(bytes);
      }),
    );
    expect(splitFrames(Buffer.from('data: 1\n\ndata: 2\r\n\r\n')).map(String)).toEqual([
      'data: 1\n\n',
      'data: 2\r\n\r\n',
    ]);
  });
});

describe('dataOf', () => {
  it('joins data lines and skips the rest', () => {
    expect(dataOf(Buffer.from('event: x\ndata: a\ndata:b\n\n'))).toBe('a\nb');
    expect(dataOf(Buffer.from(': ping\n\n'))).toBeNull();
    expect(dataOf(Buffer.from('database: 1\n\n'))).toBeNull();
  });

  it('reads what frameOf writes', () => {
    expect(dataOf(Buffer.from(frameOf('{"a":"\\n"}', 'error')))).toBe('{"a":"\\n"}');
  });
});
