// The corner of Secrets Manager where provider tokens live, by name prefix: the admin function makes and removes them.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import { acknowledge } from '../acknowledge.ts';

/** Below the stage's prefix: a project's own tokens, and the account's defaults. */
const SCOPES = ['projects', 'default'] as const;

export class ProviderTokens extends Construct {
  readonly #prefix: string;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.#prefix = `collie/${stage}`;
  }

  grantRead(role: IRole): void {
    this.#grant(role, ['secretsmanager:GetSecretValue']);
  }

  /** Make, replace, verify and remove tokens. */
  grantManage(role: IRole): EnvOf<readonly ['SECRET_PREFIX']> {
    this.#grant(role, [
      'secretsmanager:CreateSecret',
      'secretsmanager:DeleteSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
    ]);
    return { SECRET_PREFIX: this.#prefix };
  }

  #grant(role: IRole, actions: string[]): void {
    const resourceArns = SCOPES.map((name) => this.#arn(`${this.#prefix}/${name}/*`));
    Grant.addToPrincipal({ grantee: role, actions, resourceArns });
    for (const name of SCOPES)
      acknowledge(role, {
        [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${this.#prefix}/${name}/*]`]:
          'Tokens are made while the stack runs, so their names are known by prefix only. Nothing else lives there.',
      });
  }

  #arn(name: string): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
