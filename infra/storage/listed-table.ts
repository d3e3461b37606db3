// A table of records with a partition and a sort key, and the one index by which they are listed.
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from './removal.ts';

type Keys = { readonly partitionKey: string; readonly sortKey: string };

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** All keys are strings; the index holds whole records. */
export const listedTable = (
  scope: Construct,
  settings: Settings,
  { partitionKey, sortKey }: Keys,
  list: Keys & { readonly index: string },
): TableV2 =>
  new TableV2(scope, 'Table', {
    partitionKey: text(partitionKey),
    sortKey: text(sortKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: settings.removal === 'retain',
    removalPolicy: removalPolicy(settings),
    globalSecondaryIndexes: [
      {
        indexName: list.index,
        partitionKey: text(list.partitionKey),
        sortKey: text(list.sortKey),
        projectionType: ProjectionType.ALL,
      },
    ],
  });
