// The Projects table, and who may do what with it.
import { AttributeType, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { projectsTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from './removal.ts';

type ProjectsEnv = EnvOf<readonly ['PROJECTS_TABLE']>;

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class ProjectsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { partitionKey, sortKey, byList } = projectsTable;
    this.table = new TableV2(this, 'Table', {
      partitionKey: text(partitionKey),
      sortKey: text(sortKey),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.removal === 'retain',
      removalPolicy: removalPolicy(settings),
      globalSecondaryIndexes: [
        {
          indexName: byList.index,
          partitionKey: text(byList.partitionKey),
          sortKey: text(byList.sortKey),
          projectionType: ProjectionType.ALL,
        },
      ],
    });
  }

  /** One project or scope by its key, strongly consistent. */
  grantLookup(grantee: IGrantable): ProjectsEnv {
    return this.#grant(grantee, ['dynamodb:GetItem']);
  }

  /** Create, read, change and list. */
  grantManage(grantee: IGrantable): ProjectsEnv {
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:Query'],
      resourceArns: [`${this.table.tableArn}/index/${projectsTable.byList.index}`],
    });
    return this.#grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  #grant(grantee: IGrantable, actions: string[]): ProjectsEnv {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
    return { PROJECTS_TABLE: this.table.tableName };
  }
}
