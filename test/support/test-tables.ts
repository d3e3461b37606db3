// The product's tables as the embedded engine of the tests gets them, under names of this run's own.
import type {
  AttributeDefinition,
  CreateTableCommandInput,
  KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { type TableShape, tables } from '../../shared/contracts/tables.ts';

const suffix = `${process.pid}-${Math.random().toString(36).slice(2)}`;
const nameOf = (table: keyof typeof tables): string =>
  `test-${table.replace('Table', '')}-${suffix}`;

export const tableNames = {
  keysTable: nameOf('keysTable'),
  projectsTable: nameOf('projectsTable'),
  auditTable: nameOf('auditTable'),
  claimsTable: nameOf('claimsTable'),
  usageTable: nameOf('usageTable'),
} as const satisfies Record<keyof typeof tables, string>;

const keySchema = (partitionKey: string, sortKey?: string): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' } as const]),
];

/** Each attribute that is a key of the table or of an index, once. */
function attributes({ partitionKey, sortKey, indexes }: TableShape): AttributeDefinition[] {
  const types = new Map<string, 'S' | 'N'>([[partitionKey, 'S']]);
  if (sortKey !== undefined) types.set(sortKey, 'S');
  for (const index of indexes) {
    types.set(index.partitionKey, 'S');
    types.set(index.sortKey, index.isSortedByNumber === true ? 'N' : 'S');
  }
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

const definition = (name: string, shape: TableShape): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: attributes(shape),
  KeySchema: keySchema(shape.partitionKey, shape.sortKey),
  ...(shape.indexes.length === 0
    ? {}
    : {
        GlobalSecondaryIndexes: shape.indexes.map(({ index, partitionKey, sortKey, shows }) => ({
          IndexName: index,
          KeySchema: keySchema(partitionKey, sortKey),
          Projection:
            shows === 'everything'
              ? { ProjectionType: 'ALL' }
              : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...shows] },
        })),
      }),
});

export const tableDefinitions: readonly CreateTableCommandInput[] = Object.entries(tables).map(
  ([table, shape]) => definition(nameOf(table as keyof typeof tables), shape),
);
