// The Claims table: what creating calls with an Idempotency-Key have made, for a day.
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { claimsTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from './removal.ts';

/**
 * Apart from the projects, because its rows are deleted by their TTL: no mistake about that attribute can ever delete
 * a project.
 */
export class ClaimsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: claimsTable.partitionKey, type: AttributeType.STRING },
      timeToLiveAttribute: claimsTable.ttlAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.removal === 'retain',
      removalPolicy: removalPolicy(settings),
    });
  }

  grantTake(grantee: IGrantable): EnvOf<readonly ['CLAIMS_TABLE']> {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resourceArns: [this.table.tableArn],
    });
    return { CLAIMS_TABLE: this.table.tableName };
  }
}
