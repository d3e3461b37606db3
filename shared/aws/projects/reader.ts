// What the data plane reads of the Projects table: single items, strongly consistent.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { ProjectReader } from '../../projects/project.ts';
import { plainItem } from '../dynamo/plain-item.ts';
import { storeCall } from '../dynamo/store-call.ts';
import {
  accountTokensKey,
  DELETED_AT,
  fromAccountTokensItem,
  fromProjectItem,
  type ProjectItem,
  projectKey,
} from './item.ts';

/** Throws ApiError `service_unavailable` when the table cannot be read. */
export function projectReader(client: DynamoDBClient, table: string): ProjectReader {
  const find = async ({ pk, sk }: { pk: string; sk: string }): Promise<ProjectItem | null> => {
    const { Item } = await storeCall(
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: { S: pk }, sk: { S: sk } },
          ConsistentRead: true,
        }),
      ),
    );
    return Item === undefined ? null : plainItem(Item);
  };
  return {
    findProject: async (projectId) => {
      const item = await find(projectKey(projectId));
      return item === null || DELETED_AT in item ? null : fromProjectItem(item);
    },
    findAccountTokens: async () => fromAccountTokensItem(await find(accountTokensKey)),
  };
}
