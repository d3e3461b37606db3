// The product's tables as the embedded engine of the tests gets them, under names of this run's own.
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  auditTable,
  claimsTable,
  keyExpiryAttributes,
  keyListAttributes,
  keysTable,
  projectsTable,
  usageTable,
} from '../../shared/contracts/tables.ts';

const suffix = `${process.pid}-${Math.random().toString(36).slice(2)}`;
const KEYS = `test-keys-${suffix}`;
const PROJECTS = `test-projects-${suffix}`;
const AUDIT = `test-audit-${suffix}`;
const CLAIMS = `test-claims-${suffix}`;
const USAGE = `test-usage-${suffix}`;

export const tableNames = {
  keysTable: KEYS,
  projectsTable: PROJECTS,
  auditTable: AUDIT,
  claimsTable: CLAIMS,
  usageTable: USAGE,
} as const;

const hash = (name: string) => ({ AttributeName: name, KeyType: 'HASH' }) as const;
const range = (name: string) => ({ AttributeName: name, KeyType: 'RANGE' }) as const;
const texts = (...names: string[]) =>
  names.map((name) => ({ AttributeName: name, AttributeType: 'S' }) as const);

export const tableDefinitions: readonly CreateTableCommandInput[] = [
  {
    TableName: KEYS,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...texts('keyId', 'projectId', 'createdAt', 'expiryDay'),
      { AttributeName: 'expiresAt', AttributeType: 'N' },
    ],
    KeySchema: [hash(keysTable.partitionKey)],
    GlobalSecondaryIndexes: [
      {
        IndexName: keysTable.byProject.index,
        KeySchema: [hash(keysTable.byProject.partitionKey), range(keysTable.byProject.sortKey)],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...keyListAttributes] },
      },
      {
        IndexName: keysTable.byExpiry.index,
        KeySchema: [hash(keysTable.byExpiry.partitionKey), range(keysTable.byExpiry.sortKey)],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...keyExpiryAttributes] },
      },
    ],
  },
  {
    TableName: PROJECTS,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts('pk', 'sk', 'listPk', 'listSk'),
    KeySchema: [hash(projectsTable.partitionKey), range(projectsTable.sortKey)],
    GlobalSecondaryIndexes: [
      {
        IndexName: projectsTable.byList.index,
        KeySchema: [hash(projectsTable.byList.partitionKey), range(projectsTable.byList.sortKey)],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  {
    TableName: AUDIT,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts('pk', 'sk', 'listPk', 'listSk'),
    KeySchema: [hash(auditTable.partitionKey), range(auditTable.sortKey)],
    GlobalSecondaryIndexes: [
      {
        IndexName: auditTable.byTime.index,
        KeySchema: [hash(auditTable.byTime.partitionKey), range(auditTable.byTime.sortKey)],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  {
    TableName: CLAIMS,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts(claimsTable.partitionKey),
    KeySchema: [hash(claimsTable.partitionKey)],
  },
  {
    TableName: USAGE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: texts('pk', 'sk'),
    KeySchema: [hash(usageTable.partitionKey), range(usageTable.sortKey)],
  },
];
