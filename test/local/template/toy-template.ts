// A small template with one of everything, as CDK writes it, for tests of the template model.
import type { TemplateDocument, TemplateResource } from '../../../local/template/document.ts';
import { readStack } from '../../../local/template/stack.ts';

export type Resources = Record<string, TemplateResource>;

/** A placeholder of Fn::Sub. */
export const placeholder = (text: string): string => `\${${text}}`;

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
export const lambda: TemplateResource = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': `assets-${placeholder('AWS::AccountId')}` }, S3Key: 'abc.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: {
      Variables: {
        TABLE: { Ref: 'Table' },
        NAME: {
          'Fn::Sub': `${placeholder('Table')}-${placeholder('AWS::Region')}-${placeholder('!literal')}`,
        },
      },
    },
  },
};
export const table: TemplateResource = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    Replicas: [{ Region: { Ref: 'Unknown' } }],
  },
};
const api: TemplateResource = {
  Type: 'AWS::ApiGateway::RestApi',
  Properties: { Name: 'api' },
};
const stage: TemplateResource = {
  Type: 'AWS::ApiGateway::Stage',
  Properties: { RestApiId: { Ref: 'Api' }, StageName: 'dev' },
};
export const resource = (PathPart: string, parent: object): TemplateResource => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { RestApiId: { Ref: 'Api' }, ParentId: parent, PathPart },
});
const root = { 'Fn::GetAtt': ['Api', 'RootResourceId'] };
export const uri = (suffix: string) => ({
  'Fn::Join': [
    '',
    [
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/',
      { 'Fn::GetAtt': ['Function', 'Arn'] },
      suffix,
    ],
  ],
});
export const method = (extra: object = {}, integration: object = {}): TemplateResource => ({
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
export const authorizer = (extra: object = {}): TemplateResource => ({
  Type: 'AWS::ApiGateway::Authorizer',
  Properties: {
    RestApiId: { Ref: 'Api' },
    Type: 'REQUEST',
    AuthorizerUri: uri('/invocations'),
    ...extra,
  },
});

export const whole: Resources = {
  Role: role,
  Function: lambda,
  Table: table,
  Api: api,
  Stage: stage,
  Child: resource('{id}', { Ref: 'Parent' }),
  Parent: resource('things', root),
  Get: method(),
};

export const read = (Resources: Resources, more: Partial<TemplateDocument> = {}) =>
  readStack(
    {
      stackName: 'stack',
      template: { Resources, ...more },
      assetFolder: (key) => (key === 'abc.zip' ? '/assets/abc' : undefined),
    },
    '111122223333',
    'us-east-1',
  );
