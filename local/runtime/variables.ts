// The environment of a function's process: what Lambda sets, what the template sets, and nothing of this shell.
import type { Credentials } from '../iam/identity.ts';
import type { FunctionModel } from '../template/model.ts';

export type RuntimeEndpoints = {
  readonly region: string;
  /** `http://127.0.0.1:port` of the local DynamoDB and Secrets Manager. */
  readonly storesUrl: string;
};

/** Source: docs.aws.amazon.com/lambda, "Defined runtime environment variables". */
export function lambdaVariables(
  model: FunctionModel,
  role: Credentials,
  { region, storesUrl }: RuntimeEndpoints,
): Record<string, string> {
  return {
    ...model.environment,
    AWS_ENDPOINT_URL_DYNAMODB: storesUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: storesUrl,
    AWS_ACCESS_KEY_ID: role.accessKeyId,
    AWS_SECRET_ACCESS_KEY: role.secretAccessKey,
    ...(role.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: role.sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: model.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: model.jsonLogs ? 'JSON' : 'Text',
    AWS_LAMBDA_LOG_GROUP_NAME: model.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: model.bundleFolder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: model.handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
  };
}
