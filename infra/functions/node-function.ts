// A Lambda function of ours: Node 24, arm64, one ESM bundle, its own log group, and a role that starts with nothing.
import { fileURLToPath } from 'node:url';
import type { Duration } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  LogLevel,
  NodejsFunction,
  OutputFormat,
  SourceMapMode,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EnvOf } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import { removalPolicy } from '../storage/removal.ts';
import { bundleAliases } from './bundle-aliases.ts';

export type NodeFunctionProps<C extends readonly string[]> = {
  /** Folder under `functions/`; its `handler.ts` exports `handler`. */
  readonly name: string;
  readonly description: string;
  readonly settings: Settings;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** Undefined: the account's shared pool. */
  readonly reservedConcurrency: number | undefined;
  /**
   * Gives the role what the function needs, and answers with the function's environment: permission and address
   * are handed over together, and a variable that the contract names cannot be forgotten.
   */
  readonly grant: (role: Role) => EnvOf<C>;
};

const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export class NodeFunction<C extends readonly string[]> extends Construct {
  readonly fn: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: NodeFunctionProps<C>) {
    super(scope, id);
    const { settings } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: removalPolicy(settings),
    });
    const role = this.#role();
    this.fn = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: root(`functions/${props.name}/handler.ts`),
      projectRoot: root(''),
      depsLockFilePath: root('package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role,
      environment: props.grant(role),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      // It would set an environment variable that only the SDK's second version reads.
      awsSdkConnectionReuse: false,
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      bundling: {
        format: OutputFormat.ESM,
        minify: true,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        esbuildArgs: { '--alias': Object.entries(bundleAliases).map((pair) => pair.join('=')) },
        // Beside the bundle, not loaded by it: for reading a frame in a log by hand (docs/deploy.md tells how).
        sourceMap: true,
        sourceMapMode: SourceMapMode.EXTERNAL,
        sourcesContent: false,
        logLevel: LogLevel.WARNING,
      },
    });
  }

  /** Its own log group only: the managed policy would allow every log group of the account. */
  #role(): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resourceArns: [this.logGroup.logGroupArn],
    });
    return role;
  }
}
