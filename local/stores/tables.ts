// Brings the engine's tables to what the template declares.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  DynamoDBClient,
  ResourceNotFoundException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { LocalFailure } from '../failure.ts';
import type { TableModel } from '../template/model.ts';

type Description = DescribeTableCommandOutput['Table'];

/** The account that the engine files everything under, whoever calls: some engines keep tables apart by it. */
export const ENGINE_ACCESS_KEY = 'local';

/** Creates missing tables and indexes. Throws LocalFailure when an existing table has other keys. */
export async function ensureTables(
  url: string,
  region: string,
  tables: readonly TableModel[],
): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: ENGINE_ACCESS_KEY, secretAccessKey: ENGINE_ACCESS_KEY },
  });
  try {
    for (const table of tables) await ensureTable(client, table);
  } catch (cause) {
    if (cause instanceof LocalFailure) throw cause;
    const why = cause instanceof Error ? cause.message : 'unknown error';
    throw new LocalFailure(`The DynamoDB engine at ${url} refuses the stack's tables: ${why}`, {
      cause,
    });
  } finally {
    client.destroy();
  }
}

async function ensureTable(client: DynamoDBClient, table: TableModel): Promise<void> {
  const existing = await describe(client, table.tableName);
  if (existing === undefined) {
    await client.send(new CreateTableCommand(createInput(table)));
    return;
  }
  const keySchemas = [
    [table.keySchema, existing.KeySchema],
    ...table.indexes.map((index) => [index.KeySchema, indexOf(existing, index.IndexName)] as const),
  ] as const;
  const changed = keySchemas.some(
    ([declared, found]) => found !== undefined && keysOf(declared) !== keysOf(found),
  );
  if (changed)
    throw new LocalFailure(
      `The table ${table.tableName} of an earlier run has other keys than the stack declares now. Delete the state folder to start afresh.`,
    );
  await addMissingIndexes(client, table, existing);
}

async function describe(client: DynamoDBClient, tableName: string): Promise<Description> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const indexOf = (table: NonNullable<Description>, name: string) =>
  table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name)?.KeySchema;

const keysOf = (
  schema: readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[] = [],
): string => schema.map(({ AttributeName, KeyType }) => `${AttributeName}:${KeyType}`).join(',');

async function addMissingIndexes(
  client: DynamoDBClient,
  table: TableModel,
  existing: NonNullable<Description>,
): Promise<void> {
  const { GlobalSecondaryIndexes = [], AttributeDefinitions, TableName } = createInput(table);
  for (const index of GlobalSecondaryIndexes)
    if (indexOf(existing, index.IndexName ?? '') === undefined)
      await client.send(
        new UpdateTableCommand({
          TableName,
          AttributeDefinitions,
          GlobalSecondaryIndexUpdates: [{ Create: index }],
        }),
      );
}

const createInput = (table: TableModel): CreateTableCommandInput => ({
  TableName: table.tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [...table.attributes],
  KeySchema: [...table.keySchema],
  ...(table.indexes.length === 0
    ? {}
    : {
        GlobalSecondaryIndexes: table.indexes.map(({ IndexName, KeySchema, Projection }) => ({
          IndexName,
          KeySchema: [...KeySchema],
          Projection: {
            ProjectionType: Projection.ProjectionType,
            ...(Projection.NonKeyAttributes === undefined
              ? {}
              : { NonKeyAttributes: [...Projection.NonKeyAttributes] }),
          },
        })),
      }),
});
