// A template that would be served differently than AWS serves it is refused, with a sentence that names the place.
import { describe, expect, it } from 'vitest';
import type { TemplateResource } from '../../../local/template/document.ts';
import {
  authorizer,
  lambda,
  method,
  type Resources,
  read,
  resource,
  table,
  uri,
  whole,
} from './toy-template.ts';

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

  const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };

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
      'a policy with a condition on the address',
      {
        ...whole,
        Policy: policy({ Effect: 'Allow', Action: 'a:b', Resource: '*', Condition }),
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
