// The Usage table of counters that last for a while, and who may do what with it.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { usageTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { productTable } from './product-table.ts';

type UsageEnv = EnvOf<readonly ['USAGE_TABLE']>;
type Conditions = Record<string, Record<string, string[]>>;

export class UsageTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = productTable(this, settings, usageTable);
  }

  /** Take and give back permits, write down calls and who owns an object, each by its key; sums and journals are out of reach. */
  grantCount(grantee: IGrantable): UsageEnv {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['calls#*', 'objects#*', 'rpm#*'] },
    });
  }

  /** Find finished calls, add them up and delete them. */
  grantFold(grantee: IGrantable): UsageEnv {
    return this.#grant(grantee, [
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
  }

  grantReport(grantee: IGrantable): UsageEnv {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:Query']);
  }

  #grant(grantee: IGrantable, actions: string[], conditions: Conditions = {}): UsageEnv {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn], conditions });
    return { USAGE_TABLE: this.table.tableName };
  }
}
