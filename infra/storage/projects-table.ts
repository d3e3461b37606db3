// The Projects table, and who may do what with it.
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { projectsTable } from '../../shared/contracts/tables.ts';
import type { Settings } from '../settings/settings.ts';
import { productTable } from './product-table.ts';

type ProjectsEnv = EnvOf<readonly ['PROJECTS_TABLE']>;

export class ProjectsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.table = productTable(this, settings, projectsTable);
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
