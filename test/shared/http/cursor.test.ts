// Cursors: only what a list has given is taken back, and by that list alone.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../shared/http/cursor.ts';

const codec = createCursorCodec(randomBytes(32));
const list = fc.array(fc.option(fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 3 });
const position = fc.array(fc.string({ maxLength: 60 }), { minLength: 1, maxLength: 3 });

describe('a cursor', () => {
  it('gives back the position, and needs no escaping in a URL', () => {
    fc.assert(
      fc.property(list, position, (name, place) => {
        const cursor = codec.encode(name, place);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(codec.decode(name, cursor)).toEqual(place);
      }),
    );
  });

  it('is refused after every edit of one character', () => {
    const cursor = codec.encode(['keys', 'proj_1', null], ['2026-11-22T12:00:00.000Z', 'key_1']);
    for (let at = 0; at < cursor.length; at++) {
      for (const edited of [
        cursor.slice(0, at) + cursor.slice(at + 1),
        `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`,
        `${cursor.slice(0, at)}A${cursor.slice(at)}`,
      ])
        expect(() => codec.decode(['keys', 'proj_1', null], edited)).toThrow(/cursor/);
    }
  });

  it('is refused by every other list', () => {
    fc.assert(
      fc.property(list, list, position, (mine, other, place) => {
        fc.pre(JSON.stringify(mine) !== JSON.stringify(other));
        expect(() => codec.decode(other, codec.encode(mine, place))).toThrow(/cursor/);
      }),
    );
  });

  it('is refused under another key', () => {
    const other = createCursorCodec(randomBytes(32));
    expect(() => other.decode(['keys'], codec.encode(['keys'], ['x']))).toThrow(/cursor/);
  });

  it('never throws anything but the refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        expect(() => codec.decode(['keys'], text)).toThrow(
          expect.objectContaining({ code: 'invalid_request', param: 'cursor' }),
        );
      }),
    );
  });
});
