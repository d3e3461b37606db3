// Whole JSON objects are known, and none that is cut anywhere, small or large.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWholeJson } from '../../../shared/kernel/whole-json.ts';

const LARGE = 'x"\\{'.repeat(300_000);

it.each([false, true])('of generated objects; large: %s', (isLarge) => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 4 });
  fc.assert(
    fc.property(
      object,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('', ' ', '\n'),
      (value, cut, space) => {
        const bytes = Buffer.from(
          space + JSON.stringify(isLarge ? { LARGE, ...value } : value) + space,
        );
        expect(isWholeJson(bytes)).toBe(true);
        const shorter = bytes.subarray(0, Math.max(0, bytes.length - space.length - cut));
        expect(isWholeJson(shorter)).toBe(false);
        expect(isWholeJson(Buffer.concat([bytes, Buffer.from('}')]))).toBe(false);
      },
    ),
    { numRuns: isLarge ? 15 : 200 },
  );
});

it.each(['', ' ', 'null', '7', '"text"', '[]', '<html>'])('%j is no object', (text) => {
  expect(isWholeJson(Buffer.from(text))).toBe(false);
});
