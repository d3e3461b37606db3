// The embedded DynamoDB engine with the bench's project in it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startEngine } from '../local/stores/dynamodb-engine.ts';
import { toProjectItem } from '../shared/aws/projects/item.ts';
import { projectsTable } from '../shared/contracts/tables.ts';
import { benchProject, TABLE } from './fixture.ts';

export type BenchTable = { readonly url: string; readonly end: () => Promise<void> };

/** `origin`: where the project's provider token leads. */
export async function startTable(origin: string, folder: string): Promise<BenchTable> {
  const file = join(folder, 'bench.db');
  const engine = await startEngine(file, process.env['DYNAMODB_ENDPOINT']);
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
  const { partitionKey, sortKey } = projectsTable;
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
  const documents = DynamoDBDocumentClient.from(client);
  await documents.send(
    new PutCommand({ TableName: TABLE, Item: toProjectItem(benchProject(origin)) }),
  );
  client.destroy();
  return {
    url: engine.url,
    end: async () => {
      await engine.close();
      rmSync(file, { force: true });
    },
  };
}
