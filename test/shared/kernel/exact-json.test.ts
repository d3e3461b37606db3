// Numbers keep their value from JSON to JSON, wherever they stand.
import { describe, expect, it } from 'vitest';
import { parseExactly } from '../../../shared/kernel/exact-json.ts';

const NUMBERS = ['12345678901234567890', '-0', '1e400', '0.1234567890123456789', '-2.5E-330'];

describe('a number that a double cannot hold', () => {
  it.each(NUMBERS)('keeps its digits wherever it stands: %s', (number) => {
    for (const [before, after] of [
      ['', ''],
      ['[', ']'],
      ['{"a":', '}'],
      ['[ \n', ',1]'],
      ['[1,', ']'],
      ['{"a": \t', '\r}'],
    ]) {
      const compact = `${before}${number}${after}`.replaceAll(/\s/g, '');
      expect(JSON.stringify(parseExactly(`${before}${number}${after}`))).toBe(compact);
    }
  });
});

it('texts and ids that look like numbers are texts', () => {
  const json = '{"id":"chatcmpl-9e8","text":"12345678901234567890, -0 and 1e400","plain":1.5}';
  expect(JSON.stringify(parseExactly(json))).toBe(json);
});
