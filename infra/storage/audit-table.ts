// The Audit table: whoever writes it can only add, and nobody's role removes or changes an event.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { auditTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { productTable } from './product-table.ts';

type AuditEnv = EnvOf<readonly ['AUDIT_TABLE']>;

export class AuditTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = productTable(this, settings, auditTable);
  }

  /**
   * Add an event to a chain, and find the chain's end. IAM cannot ask for the condition that no event is there yet:
   * the code does, and the chain shows where it was not so.
   */
  grantAppend(grantee: IGrantable): AuditEnv {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']);
  }

  /** Besides, list the events of all chains. */
  grantAppendAndRead(grantee: IGrantable): AuditEnv {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${auditTable.byTime.index}`],
    });
    return this.grantAppend(grantee);
  }

  #grant(grantee: IGrantable, actions: string[]): AuditEnv {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
    return { AUDIT_TABLE: this.table.tableName };
  }
}
