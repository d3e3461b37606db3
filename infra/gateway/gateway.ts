// A REST API as both planes want it: REGIONAL, throttled, with access logs of ours and no execution logs.
import { Aws, type Duration } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AwsIntegration,
  EndpointType,
  LogGroupLogDestination,
  MethodLoggingLevel,
  ResponseTransferMode,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Settings, Throttle } from '../settings/settings.ts';
import { removalPolicy } from '../storage/removal.ts';
import type { AccessLogFields } from './access-log.ts';
import { addGatewayResponses, type GatewayErrors } from './gateway-responses.ts';

export type GatewayProps = {
  readonly settings: Settings;
  readonly name: string;
  readonly description: string;
  readonly throttle: Throttle;
  /** Path and method → a throttle of its own. */
  readonly methodThrottles?: Readonly<Record<string, Throttle>>;
  readonly accessLog: AccessLogFields;
  readonly errors: GatewayErrors;
  /** Bodies that reach the function as base64, because they need not be text. */
  readonly binaryMediaTypes?: readonly string[];
};

export class Gateway extends Construct {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, props: GatewayProps) {
    super(scope, id);
    const { settings } = props;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: settings.logRetentionDays,
      removalPolicy: removalPolicy(settings),
    });
    this.api = new RestApi(this, 'Api', {
      restApiName: `collie-${settings.stage}-${props.name}`,
      description: props.description,
      // EDGE puts CloudFront in front, which ends a stream after 30 silent seconds.
      endpointTypes: [EndpointType.REGIONAL],
      ...(props.binaryMediaTypes === undefined
        ? {}
        : { binaryMediaTypes: [...props.binaryMediaTypes] }),
      // The account's logging role is one for all APIs: see logging-role.ts.
      cloudWatchRole: false,
      deployOptions: {
        stageName: settings.stage,
        throttlingRateLimit: props.throttle.rateLimit,
        throttlingBurstLimit: props.throttle.burstLimit,
        methodOptions: methodOptions(props.methodThrottles),
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(props.accessLog)),
        // Execution logs and traces hold headers, URLs and bodies: credentials and prompts.
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
        tracingEnabled: false,
      },
    });
    // Outputs have stable names of ours.
    this.api.node.tryRemoveChild('Endpoint');
    addGatewayResponses(this.api, props.errors);
    acknowledgeGateway(this.api);
  }

  /** Without a slash at its end. */
  get url(): string {
    const stage = this.api.deploymentStage.stageName;
    return `https://${this.api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}/${stage}`;
  }

  /**
   * Hands the whole request to the function. One permission for the API's stage: one a method would come near the
   * 20 KB that a function's policy may have, and the console's test calls pass no authorizer.
   */
  invoke(fn: IFunction, transfer: { streaming: boolean; timeout?: Duration }): AwsIntegration {
    fn.addPermission(`InvokeFrom${this.node.id}`, {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi('*', '/*', this.api.deploymentStage.stageName),
    });
    const path = transfer.streaming
      ? `2021-11-15/functions/${fn.functionArn}/response-streaming-invocations`
      : `2015-03-31/functions/${fn.functionArn}/invocations`;
    return new AwsIntegration({
      service: 'lambda',
      proxy: true,
      path,
      options: {
        ...(transfer.streaming ? { responseTransferMode: ResponseTransferMode.STREAM } : {}),
        ...(transfer.timeout === undefined ? {} : { timeout: transfer.timeout }),
      },
    });
  }
}

/** A method's own settings start from nothing: they repeat what the stage says of logs. */
const methodOptions = (throttles: GatewayProps['methodThrottles'] = {}) =>
  Object.fromEntries(
    Object.entries(throttles).map(([method, { rateLimit, burstLimit }]) => [
      method,
      {
        throttlingRateLimit: rateLimit,
        throttlingBurstLimit: burstLimit,
        loggingLevel: MethodLoggingLevel.OFF,
        dataTraceEnabled: false,
      },
    ]),
  );

function acknowledgeGateway(api: RestApi): void {
  acknowledge(api, {
    'AwsSolutions-APIG2':
      'The functions validate every request strictly and name the wrong field in the envelope; a gateway validator can do neither.',
  });
  acknowledge(api.deploymentStage, {
    'AwsSolutions-APIG3':
      'A web ACL is the deployer’s choice: it costs a fixed monthly price, and its body inspection blocks long prompts. docs/deploy.md tells how to attach one.',
    'AwsSolutions-APIG6':
      'Execution logs can hold headers and bodies, that is credentials and prompts. Access logs and the functions’ own logs take their place.',
  });
}
