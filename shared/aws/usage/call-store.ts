// The proxy's writes of usage: a call's intent, its result, or that there was none. Each counts once.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type CallIntent, NO_TOKENS } from '../../usage/call.ts';
import type { CallStore } from '../../usage/meter.ts';
import { type Attributes, attributeItem } from '../dynamo/attribute-item.ts';
import { storeCall } from '../dynamo/store-call.ts';
import { callKey } from './item-keys.ts';

/**
 * A call's id is drawn anew for every call, so what stands at its place was written by this call: by an attempt
 * whose answer was lost. That is how a repeated write recognises itself.
 */
export const callStore = (client: DynamoDBClient, table: string): CallStore => ({
  open: (intent) => create(client, table, intentItem(intent, 'open')),

  settle: async (place, { tokens, ...result }) => {
    const values = { state: 'settled', ...result, ...tokens };
    const names = Object.keys(values);
    const settle = new UpdateItemCommand({
      TableName: table,
      Key: attributeItem(callKey(place)),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: 'attribute_exists(pk) AND #state = :open',
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: attributeItem({
        ':open': 'open',
        ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
      }),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const refusal = await storeCall(unlessRefused(client.send(settle)));
    return refusal === null || refusal.Item?.['state']?.S === 'settled' ? 'settled' : 'gone';
  },

  cancel: async (intent) => {
    const cancel = new PutItemCommand({
      TableName: table,
      Item: intentItem(intent, 'void'),
      ConditionExpression: 'attribute_not_exists(pk) OR #state = :open',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':open': { S: 'open' } },
    });
    await storeCall(unlessRefused(client.send(cancel)));
  },

  refuse: (intent) => {
    const result = { outcome: 'refused', estimated: false, ...NO_TOKENS };
    return create(client, table, { ...intentItem(intent, 'settled'), ...attributeItem(result) });
  },
});

async function create(client: DynamoDBClient, table: string, item: Attributes): Promise<void> {
  const put = new PutItemCommand({
    TableName: table,
    Item: item,
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await storeCall(unlessRefused(client.send(put)));
}

/** Null when the write was done, the refusal when its condition did not hold. */
const unlessRefused = (
  writing: Promise<unknown>,
): Promise<ConditionalCheckFailedException | null> =>
  writing.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return error;
      throw error;
    },
  );

const intentItem = (intent: CallIntent, state: 'open' | 'void' | 'settled'): Attributes =>
  attributeItem({
    ...callKey(intent),
    keyId: intent.keyId,
    model: intent.model,
    provider: intent.provider,
    estimatedInputTokens: intent.estimatedInputTokens,
    state,
    ...(intent.purpose === undefined ? {} : { purpose: intent.purpose }),
    ...(intent.session === undefined ? {} : { session: intent.session }),
    ...(intent.policy === undefined ? {} : { policy: intent.policy }),
  });
