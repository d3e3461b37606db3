// What the local run knows of CloudFormation: what it serves, what cannot matter on a laptop, and nothing else.

/**
 * Served types: every property is either used (`served`) or without effect here (`inert`). A property outside
 * both lists could change what the deployed stack does, so the template is refused.
 */
export const servedTypes: Readonly<
  Record<string, { readonly served: readonly string[]; readonly inert: readonly string[] }>
> = {
  'AWS::ApiGateway::RestApi': {
    served: ['BinaryMediaTypes', 'Name'],
    inert: ['Description', 'EndpointConfiguration', 'Tags', 'FailOnWarnings'],
  },
  'AWS::ApiGateway::Resource': { served: ['ParentId', 'PathPart', 'RestApiId'], inert: [] },
  'AWS::ApiGateway::Method': {
    served: [
      'AuthorizationType',
      'AuthorizerId',
      'HttpMethod',
      'Integration',
      'ResourceId',
      'RestApiId',
    ],
    inert: ['MethodResponses', 'OperationName'],
  },
  'AWS::ApiGateway::Authorizer': {
    served: [
      'AuthorizerResultTtlInSeconds',
      'AuthorizerUri',
      'IdentitySource',
      'RestApiId',
      'Type',
    ],
    inert: ['AuthorizerCredentials', 'Name'],
  },
  'AWS::ApiGateway::GatewayResponse': {
    served: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
    inert: [],
  },
  'AWS::ApiGateway::Stage': {
    served: ['AccessLogSetting', 'RestApiId', 'StageName', 'Variables'],
    inert: ['DeploymentId', 'Description', 'MethodSettings', 'Tags', 'TracingEnabled'],
  },
  'AWS::Lambda::Function': {
    served: [
      'Code',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    inert: ['Architectures', 'Description', 'Tags', 'TracingConfig', 'RecursiveLoop'],
  },
  'AWS::IAM::Role': {
    served: ['Policies', 'RoleName'],
    inert: ['AssumeRolePolicyDocument', 'Description', 'ManagedPolicyArns', 'Path', 'Tags'],
  },
  'AWS::Events::Rule': {
    served: ['ScheduleExpression', 'State', 'Targets'],
    inert: ['Description', 'Name', 'Tags'],
  },
  'AWS::IAM::Policy': { served: ['PolicyDocument', 'Roles'], inert: ['PolicyName'] },
  'AWS::DynamoDB::GlobalTable': {
    served: [
      'AttributeDefinitions',
      'BillingMode',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'TableName',
    ],
    inert: [
      'Replicas',
      'SSESpecification',
      'TimeToLiveSpecification',
      'WarmThroughput',
      'WriteOnDemandThroughputSettings',
    ],
  },
  'AWS::SecretsManager::Secret': {
    served: ['GenerateSecretString', 'Name', 'SecretString'],
    inert: ['Description', 'KmsKeyId', 'Tags'],
  },
};

/** Types without anything to serve: names, permissions of AWS's own services, watching, encryption. */
export const inertTypes: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Account',
  'AWS::ApiGateway::Deployment',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::ResourcePolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SecretsManager::ResourcePolicy',
]);
