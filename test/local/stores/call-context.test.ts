// What conditions learn of a call: every attribute it touches, under its real name.
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../local/stores/call-context.ts';

const attributesOf = (action: string, input: object): unknown =>
  contextOf(action, input as Record<string, unknown>, 'id')?.['dynamodb:Attributes'];

describe('the context of a call', () => {
  it('names the attributes of key and expressions, aliases resolved, values and functions left out', () => {
    const input = {
      Key: { id: { S: 'a' } },
      UpdateExpression:
        'SET lastUsedAt = :now, #d = if_not_exists(#d, :zero) REMOVE old ADD n :one',
      ConditionExpression:
        'attribute_exists(id) AND #s = :active AND (attribute_not_exists(x) OR x <= :ago)',
      ExpressionAttributeNames: { '#s': 'status', '#d': 'digest' },
      ExpressionAttributeValues: { ':now': { N: '1' } },
    };
    expect(attributesOf('UpdateItem', input)).toEqual([
      'id',
      'lastUsedAt',
      'digest',
      'old',
      'n',
      'status',
      'x',
    ]);
  });

  it('has every attribute of an item that is put, its partition key and what comes back', () => {
    const Item = { id: { S: 'calls#1' }, secret: { S: 'x' } };
    expect(contextOf('PutItem', { Item, ReturnValues: 'ALL_OLD' }, 'id')).toEqual({
      'dynamodb:Attributes': ['id', 'secret'],
      'dynamodb:LeadingKeys': ['calls#1'],
      'dynamodb:ReturnValues': ['ALL_OLD'],
    });
  });

  it('is not known for calls about several items', () => {
    for (const action of ['Query', 'Scan', 'BatchWriteItem', 'ConditionCheckItem'])
      expect(contextOf(action, {}, 'id')).toBeNull();
  });
});
