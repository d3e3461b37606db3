// From a template to what is served: intrinsics resolved, AWS's defaults in place.
import { describe, expect, it } from 'vitest';
import { authorizer, method, placeholder, read, table, uri, whole } from './toy-template.ts';

describe('a template', () => {
  it('becomes functions with environment, bundle and permissions', () => {
    expect(read(whole).functions).toEqual([
      expect.objectContaining({
        functionName: 'stack-Function',
        bundleFolder: '/assets/abc',
        environment: {
          TABLE: 'stack-Table',
          NAME: `stack-Table-us-east-1-${placeholder('literal')}`,
        },
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
