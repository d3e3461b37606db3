// Refusals at the border: the field is named in words of ours, and nothing that was sent is repeated.
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { must } from '../../../shared/http/fields.ts';
import { validate } from '../../../shared/http/validate.ts';

const schema = z.strictObject({
  name: z.string(must('text')),
  map: z.optional(z.record(z.string().check(z.regex(/^[a-z]+$/, must('a word'))), z.string())),
  nested: z.optional(z.strictObject({ list: z.array(z.number(must('a number'))) })),
});

function refusal(value: unknown): { message: string; param: string | null } {
  try {
    validate(schema, value, 'The body');
  } catch (error) {
    const { message, param } = error as { message: string; param: string | null };
    return { message, param };
  }
  throw new Error('accepted');
}

describe('a refusal', () => {
  it.each([
    [{}, 'name is required.', 'name'],
    [{ name: 1 }, 'name must be text.', 'name'],
    [{ name: 'x', nested: { list: [1, 'y'] } }, 'nested.list.1 must be a number.', 'nested.list.1'],
    [{ name: 'x', admin: true }, 'admin is not accepted here.', 'admin'],
    [{ name: 'x', nested: { list: [], deep: 1 } }, /^nested\.deep is not/, 'nested.deep'],
    [{ name: 'x', map: { 'Not a word': 'y' } }, 'map must be a word.', 'map'],
  ])('of %j names the field', (value, message, param) => {
    expect(refusal(value)).toEqual({
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      param,
    });
  });

  it.each([
    'a b',
    'x"y',
    '<b>',
    'ключ',
    '',
    'x'.repeat(29),
    `clai_${'1'.repeat(39)}`,
  ])('does not repeat %j as a field name', (field) => {
    expect(refusal({ name: 'x', [field]: 1 })).toEqual({
      message: 'The body holds a name that is not accepted.',
      param: null,
    });
  });

  it('gives what fits, without what is inherited', () => {
    const value = JSON.parse('{"name":"x","map":{"__proto__":"y","a":"b"}}');
    expect(validate(schema, value, 'The body')).toEqual({ name: 'x', map: { a: 'b' } });
  });
});
