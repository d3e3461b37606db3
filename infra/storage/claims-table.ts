// The Claims table: what creating calls with an Idempotency-Key have made, for a day.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { claimsTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { productTable } from './product-table.ts';

/**
 * Apart from the projects, because its rows are deleted by their TTL: no mistake about that attribute can ever delete
 * a project.
 */
export class ClaimsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = productTable(this, settings, claimsTable);
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
