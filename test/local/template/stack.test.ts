// From a template to what is served: intrinsics resolved, AWS's defaults in place, everything unknown refused.
import { describe, expect, it } from 'vitest';
import type { TemplateDocument, TemplateResource } from '../../../local/template/document.ts';
import { readStack } from '../../../local/template/stack.ts';

type Resources = Record<string, TemplateResource>;

/** A placeholder of Fn::Sub. */
const name = (text: string): string => `\${${text}}`;

const role: TemplateResource = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [
      {
        PolicyName: 'inline',
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'dynamodb:GetItem',
              Resource: { 'Fn::GetAtt': ['Table', 'Arn'] },
            },
          ],
        },
      },
    ],
  },
};
const lambda: TemplateResource = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': `assets-${name('AWS::AccountId')}` }, S3Key: 'abc.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: {
      Variables: {
        TABLE: { Ref: 'Table' },
        NAME: { 'Fn::Sub': `${name('Table')}-${name('AWS::Region')}-${name('!literal')}` },
      },
    },
  },
};
const table: TemplateResource = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    Replicas: [{ Region: { Ref: 'Unknown' } }],
  },
};
const api: TemplateResource = { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api' } };
const stage: TemplateResource = {
  Type: 'AWS::ApiGateway::Stage',
  Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' },
};
const resource = (PathPart: string, parent: object): TemplateResource => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart },
});
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
const uri = (suffix: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': ['Function', 'Arn'] },
      suffix,
    ],
  ],
});
const method = (extra: object = {}, integration: object = {}): TemplateResource => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: {
    RestApiId: { Ref: 'Api' },
    ResourceId: { Ref: 'Child' },
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: { Type: 'AWS_PROXY', Uri: uri('/invocations'), ...integration },
    ...extra,
  },
});
const authorizer = (extra: object = {}): TemplateResource => ({
  Type: 'AWS::ApiGateway::Authorizer',
  Properties: {
    RestApiId: { Ref: 'Api' },
    Type: 'REQUEST',
    AuthorizerUri: uri('/invocations'),
    ...extra,
  },
});

const whole: Resources = {
  Role: role,
  Function: lambda,
  Table: table,
  Api: api,
  Stage: stage,
  Child: resource('{id}', { Ref: 'Parent' }),
  Parent: resource('things', root),
  Get: method(),
};

const read = (Resources: Resources, more: Partial<TemplateDocument> = {}) =>
  readStack(
    {
      stackName: 'stack',
      template: { Resources, ...more },
      assetFolder: (key) => (key === 'abc.zip' ? '/assets/abc' : undefined),
    },
    '111122223333',
    'us-east-1',
  );

describe('a template', () => {
  it('becomes functions with environment, bundle and permissions', () => {
    expect(read(whole).functions).toEqual([
      expect.objectContaining({
        functionName: 'stack-Function',
        bundleFolder: '/assets/abc',
        environment: { TABLE: 'stack-Table', NAME: `stack-Table-us-east-1-${name('literal')}` },
        timeoutMs: 3_000,
        memoryMb: 128,
        reservedConcurrency: null,
        statements: [
          {
            effect: 'Allow',
            actions: ['dynamodb:GetItem'],
            resources: ['arn:aws:dynamodb:us-east-1:111122223333:table/stack-Table'],
          },
        ],
      }),
    ]);
  });

  it('becomes APIs with full paths and the integration behind them', () => {
    const streaming = {
      ResponseTransferMode: 'STREAM',
      Uri: uri('/response-streaming-invocations'),
    };
    const { apis } = read({
      ...whole,
      Post: method({ HttpMethod: 'POST' }, { ...streaming, TimeoutInMillis: 900_000 }),
    });
    expect(apis[0]?.methods).toMatchObject([
      {
        resourcePath: '/things/{id}',
        httpMethod: 'GET',
        integration: { functionName: 'stack-Function', streaming: false, timeoutMs: 29_000 },
      },
      {
        resourcePath: '/things/{id}',
        httpMethod: 'POST',
        integration: { streaming: true, timeoutMs: 900_000 },
      },
    ]);
  });

  it('keeps only what its conditions let stand', () => {
    const Parameters = { Size: { Default: 'small' } };
    const Conditions = {
      IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
      IsSmall: { 'Fn::Not': [{ Condition: 'IsLarge' }] },
    };
    const resources = {
      ...whole,
      Second: { ...table, Condition: 'IsLarge' },
      Third: {
        ...table,
        Condition: 'IsSmall',
        Properties: {
          ...table.Properties,
          TableName: {
            'Fn::If': ['IsLarge', 'a', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'x-chosen'] }] }],
          },
        },
      },
    };
    const { tables } = read(resources, { Parameters, Conditions });
    expect(tables.map(({ tableName }) => tableName)).toEqual(['stack-Table', 'chosen']);
  });

  it('gives an authorizer the five minutes of cache that API Gateway gives it by default', () => {
    const auth = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Auth' } };
    const IdentitySource = 'method.request.header.Authorization, context.path';
    const { apis } = read({ ...whole, Get: method(auth), Auth: authorizer({ IdentitySource }) });
    expect(apis[0]?.methods[0]?.auth).toMatchObject({
      kind: 'custom',
      authorizer: {
        ttlSeconds: 300,
        identitySources: [
          { kind: 'header', name: 'Authorization' },
          { kind: 'context', name: 'path' },
        ],
      },
    });
  });

  it('may contain what cannot matter here, with references to anywhere', () => {
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { A: { 'Fn::Whatever': 1 } } };
    expect(read({ ...whole, Alarm: alarm }).tables).toHaveLength(1);
  });
});

describe('a template is refused, with the name of the place, when it has', () => {
  const custom = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Auth' } };
  const withLambda = (extra: object): Resources => ({
    ...whole,
    Function: { ...lambda, Properties: { ...lambda.Properties, ...extra } },
  });
  const policy = (statement: object): TemplateResource => ({
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: 'p',
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: { Statement: [statement] },
    },
  });

  it.each<[string, Resources, RegExp]>([
    [
      'a type that is not known',
      { ...whole, Queue: { Type: 'AWS::SQS::Queue' } },
      /Queue is an AWS::SQS::Queue/,
    ],
    ['a property that could matter', withLambda({ Layers: ['x'] }), /Function .* sets Layers/],
    [
      'a request validator',
      { ...whole, Get: method({ RequestValidatorId: 'x' }) },
      /Get .* sets RequestValidatorId/,
    ],
    [
      'a reference to nothing',
      { ...whole, Get: method({ ResourceId: { Ref: 'Nobody' } }) },
      /refers to Nobody/,
    ],
    [
      'an intrinsic that is not known',
      withLambda({ Handler: { 'Fn::ImportValue': 'x' } }),
      /Fn::ImportValue/,
    ],
    [
      'an attribute that is not known',
      withLambda({ Handler: { 'Fn::GetAtt': ['Table', 'StreamArn'] } }),
      /no attribute StreamArn/,
    ],
    ['another runtime', withLambda({ Runtime: 'python3.14' }), /Function runs on python3.14/],
    [
      'code that is not there',
      withLambda({ Code: { S3Key: 'other.zip' } }),
      /code of the template's Function/,
    ],
    [
      'an integration that is no Lambda proxy',
      { ...whole, Get: method({}, { Type: 'HTTP' }) },
      /Get is not a Lambda proxy/,
    ],
    [
      'a streaming URI without streaming',
      { ...whole, Get: method({}, { Uri: uri('/response-streaming-invocations') }) },
      /Get has a URI that does not fit/,
    ],
    [
      'an authorization that is not known',
      { ...whole, Get: method({ AuthorizationType: 'COGNITO_USER_POOLS' }) },
      /Get has an unknown authorization/,
    ],
    [
      'a cache without an identity source',
      { ...whole, Get: method(custom), Auth: authorizer() },
      /Auth caches results without an identity source/,
    ],
    [
      'an identity source that is not known',
      {
        ...whole,
        Get: method(custom),
        Auth: authorizer({ IdentitySource: 'method.request.cookie.x' }),
      },
      /unknown identity source/,
    ],
    [
      'an authorizer of another type',
      { ...whole, Get: method(custom), Auth: authorizer({ Type: 'TOKEN' }) },
      /Auth is not a Lambda authorizer of type REQUEST/,
    ],
    [
      'a policy with a condition',
      {
        ...whole,
        Policy: policy({ Effect: 'Allow', Action: 'a:b', Resource: '*', Condition: {} }),
      },
      /Policy has a policy that the local run cannot evaluate/,
    ],
    [
      'a provisioned table',
      {
        ...whole,
        Table: { ...table, Properties: { ...table.Properties, BillingMode: 'PROVISIONED' } },
      },
      /Table is not on demand/,
    ],
    [
      'an API without a stage',
      { ...whole, Stage: table },
      /API Api does not have exactly one stage/,
    ],
    [
      'resources in a circle',
      { ...whole, Parent: resource('things', { Ref: 'Child' }) },
      /form a circle/,
    ],
    [
      'a gateway response in another format',
      {
        ...whole,
        Denied: {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' },
            ResponseType: 'DEFAULT_4XX',
            ResponseTemplates: { 'text/html': '' },
          },
        },
      },
      /Denied has text\/html/,
    ],
  ])('%s', (_name, resources, sentence) => {
    expect(() => read(resources)).toThrow(sentence);
    expect(() => read(resources)).toThrow(expect.objectContaining({ name: 'LocalFailure' }));
  });

  it('a parameter without a default', () => {
    const resources = {
      ...whole,
      Table: { ...table, Properties: { ...table.Properties, TableName: { Ref: 'P' } } },
    };
    expect(() => read(resources, { Parameters: { P: {} } })).toThrow(/parameter P has no default/);
  });
});
