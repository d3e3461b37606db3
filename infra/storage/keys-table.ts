// The Keys table, and who may do what with it.
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import {
  keyExpiryAttributes,
  keyListAttributes,
  keysTable,
} from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from './removal.ts';

type KeysEnv = EnvOf<readonly ['KEYS_TABLE']>;
type Conditions = Record<string, Record<string, string[]>>;

export class KeysTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { partitionKey, ttlAttribute, byProject, byExpiry } = keysTable;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      timeToLiveAttribute: ttlAttribute,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.removal === 'retain',
      removalPolicy: removalPolicy(settings),
      globalSecondaryIndexes: [
        {
          indexName: byProject.index,
          partitionKey: { name: byProject.partitionKey, type: AttributeType.STRING },
          sortKey: { name: byProject.sortKey, type: AttributeType.STRING },
          // A list shows keys; what verifies them stays out of it.
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...keyListAttributes],
        },
        {
          indexName: byExpiry.index,
          partitionKey: { name: byExpiry.partitionKey, type: AttributeType.STRING },
          sortKey: { name: byExpiry.sortKey, type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...keyExpiryAttributes],
        },
      ],
    });
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
