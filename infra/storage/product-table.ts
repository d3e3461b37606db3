// A table of the product from its shape: on demand, restorable to any second, kept unless settings say otherwise.
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { TableShape } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from './removal.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });
const number = (name: string) => ({ name, type: AttributeType.NUMBER });

export const productTable = (
  scope: Construct,
  settings: Settings,
  { partitionKey, sortKey, ttlAttribute, indexes }: TableShape,
): TableV2 =>
  new TableV2(scope, 'Table', {
    partitionKey: text(partitionKey),
    ...(sortKey === undefined ? {} : { sortKey: text(sortKey) }),
    ...(ttlAttribute === undefined ? {} : { timeToLiveAttribute: ttlAttribute }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: settings.removal === 'retain',
    removalPolicy: removalPolicy(settings),
    ...(indexes.length === 0 ? {} : { globalSecondaryIndexes: indexes.map(indexOf) }),
  });

const indexOf = ({
  index,
  partitionKey,
  sortKey,
  isSortedByNumber,
  shows,
}: TableShape['indexes'][number]) => ({
  indexName: index,
  partitionKey: text(partitionKey),
  sortKey: isSortedByNumber === true ? number(sortKey) : text(sortKey),
  ...(shows === 'everything'
    ? { projectionType: ProjectionType.ALL }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...shows] }),
});
