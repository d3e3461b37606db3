// The role with which API Gateway writes access logs: a setting of the whole account and Region, not of an API.
import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Gateway } from './gateway.ts';

/**
 * Without it a stage with access logs does not deploy into an account that has never had one. There is one such
 * setting for all APIs of the account in the Region, so:
 * - setting it replaces another stack's role; that is harmless, as every such role holds this same policy;
 * - removing it with this stack would silence every API's logs, so both stay behind (RETAIN, whatever `removal` says);
 * - `-c gatewayLogRole=keep` leaves the setting alone, where a platform team owns it.
 */
export class GatewayLoggingRole extends Construct {
  constructor(scope: Construct, id: string, gateways: readonly Gateway[]) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The role serves every API of the account, also others’, and API Gateway refuses roles with less.',
    });
    const account = new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const { api } of gateways) {
      // An account's first REST API must exist before its settings can be written.
      if (api.node.defaultChild) account.node.addDependency(api.node.defaultChild);
      api.deploymentStage.node.addDependency(account);
    }
  }
}
