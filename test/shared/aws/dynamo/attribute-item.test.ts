// Plain values ↔ DynamoDB items: there and back unchanged, whatever the keys of a map are called.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeItem } from '../../../../shared/aws/dynamo/attribute-item.ts';
import { plainItem } from '../../../../shared/aws/dynamo/plain-item.ts';

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    // How a converter that looks at constructors would know them.
    fc.constantFrom({ name: 'Set' }, { constructor: { name: 'Map' } }, { name: 'Object' }),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.uint8Array(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

function key(): fc.Arbitrary<string> {
  return fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', 'length', 'valueOf'));
}

describe('an item', () => {
  it('comes back as it was stored', () => {
    fc.assert(
      fc.property(fc.dictionary(key(), value, { noNullPrototype: true }), (item) => {
        expect(isDeepStrictEqual(plainItem(attributeItem(item)), item)).toBe(true);
      }),
    );
  });

  it.each([
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1n,
    Symbol('x'),
    () => 1,
  ])('with %s is a bug, not a row', (wrong) => {
    expect(() => attributeItem({ field: wrong })).toThrow(TypeError);
    expect(() => attributeItem({ map: { list: [wrong] } })).toThrow(TypeError);
  });
});
