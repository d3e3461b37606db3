// Keys by the day of their expiry, from a sparse index: what does not expire costs nothing to leave out.
import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import { keysTable } from '../../contracts/tables.ts';
import type { KeyId, ProjectId } from '../../kernel/ids.ts';
import type { ExpiringKey } from '../../keys/expiry-report.ts';
import type { Table } from '../dynamo/conditional-write.ts';
import { placeholders } from '../dynamo/placeholders.ts';
import { plainItem } from '../dynamo/plain-item.ts';
import { storeCall } from '../dynamo/store-call.ts';

const { partitionKey, byExpiry } = keysTable;
const ON_DAY = `#${byExpiry.partitionKey} = :day`;

export const expiringKeys = ({ client, name }: Table) =>
  async function* expiringOn(day: string): AsyncIterable<ExpiringKey> {
    let next: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await storeCall(
        client.send(
          new QueryCommand({
            TableName: name,
            IndexName: byExpiry.index,
            KeyConditionExpression: ON_DAY,
            ...placeholders([ON_DAY], { day }),
            ExclusiveStartKey: next,
          }),
        ),
      );
      for (const item of Items.map(plainItem))
        yield {
          keyId: item[partitionKey] as KeyId,
          projectId: item['projectId'] as ProjectId,
          expiresAtSeconds: Number(item[byExpiry.sortKey]),
          rotatedTo: (item['rotatedTo'] ?? null) as KeyId | null,
        };
      next = LastEvaluatedKey;
    } while (next !== undefined);
  };
