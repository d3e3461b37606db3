// The Keys table, and who may do what with it.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { keysTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { productTable } from './product-table.ts';

type KeysEnv = EnvOf<readonly ['KEYS_TABLE']>;
type Conditions = Record<string, Record<string, string[]>>;

export class KeysTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = productTable(this, settings, keysTable);
  }

  /** One key by its id, strongly consistent; no listing of keys. */
  grantLookup(grantee: IGrantable): KeysEnv {
    return this.#grant(grantee, ['dynamodb:GetItem']);
  }

  /** Create, read, change and list. Keys are deactivated, never deleted. */
  grantManage(grantee: IGrantable): KeysEnv {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${keysTable.byProject.index}`],
    });
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** Say when a key was last used: no other attribute can be set but the status, which the write has to look at. */
  grantNoteUse(grantee: IGrantable): KeysEnv {
    const { partitionKey } = keysTable;
    return this.#grant(grantee, ['dynamodb:UpdateItem'], {
      'ForAllValues:StringEquals': {
        'dynamodb:Attributes': [partitionKey, 'status', 'lastUsedAt'],
      },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    });
  }

  /** Look one key up, and end it. IAM cannot ask for the condition that the row exists: the code does. */
  grantStop(grantee: IGrantable): KeysEnv {
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem']);
  }

  /** The ids of keys by the day of their expiry, and nothing else of them. */
  grantExpiryReport(grantee: IGrantable): KeysEnv {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${keysTable.byExpiry.index}`],
    });
    return { KEYS_TABLE: this.table.tableName };
  }

  /** `table.grant` would add every index; a decision must come from the base table. */
  #grant(grantee: IGrantable, actions: string[], conditions: Conditions = {}): KeysEnv {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn], conditions });
    return { KEYS_TABLE: this.table.tableName };
  }
}
