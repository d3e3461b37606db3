// What a caller meets at the gateways: authentication on every method, streaming, routes, throttling.
import { describe, expect, it } from 'vitest';
import { dataRoutes, publicRoutes } from '../../shared/api/data-routes.ts';
import { adminRoutes } from '../../shared/api/operations.ts';
import { apiOf, type MethodView, methodsOf, type Plane } from './gateway-view.ts';
import { plain, synthesize } from './synthesize.ts';

const template = synthesize();
const dataPlane = methodsOf(template, 'DataPlane');
const isPublic = ({ path }: MethodView) => publicRoutes.some((route) => route.path === path);
const data = dataPlane.filter((method) => !isPublic(method));
const open = dataPlane.filter(isPublic);
const admin = methodsOf(template, 'AdminPlane');
const names = (methods: readonly { method: string; path: string }[]): string[] =>
  methods.map(({ method, path }) => `${method} ${path}`).sort();
const withAny = (routes: readonly { method: string; path: string }[], ...more: string[]) =>
  [...new Set([...names(routes), ...routes.map(({ path }) => `ANY ${path}`), ...more])].sort();

describe('the data plane', () => {
  it('has every route of the table, ANY on each of their paths, and one catch-all', () => {
    expect(names(data)).toEqual(withAny(dataRoutes, 'ANY /v1/{proxy+}'));
  });

  it('asks the one key authorizer on every method', () => {
    const [authorizer, ...others] = template.ofType('AWS::ApiGateway::Authorizer');
    expect(others).toEqual([]);
    expect(new Set(data.map(({ auth }) => auth))).toEqual(new Set(['CUSTOM']));
    expect(new Set(data.map(({ authorizerId }) => authorizerId))).toEqual(
      new Set([authorizer?.id]),
    );
  });

  it('never caches what the authorizer said, and always calls it', () => {
    const [authorizer] = template.ofType('AWS::ApiGateway::Authorizer');
    expect(authorizer?.properties['Type']).toBe('REQUEST');
    expect(authorizer?.properties['AuthorizerResultTtlInSeconds']).toBe(0);
    expect(authorizer?.properties).not.toHaveProperty('IdentitySource');
    expect(plain(authorizer?.properties['AuthorizerUri'])).toBe(
      'arn:{AWS::Partition}:apigateway:{AWS::Region}:lambda:path/2015-03-31/functions/{AuthorizerFunction.Arn}/invocations',
    );
  });

  it('streams every answer of the proxy, for up to fifteen minutes', () => {
    for (const { streaming, functionId, timeoutMs } of data)
      expect({ streaming, functionId, timeoutMs }).toEqual({
        streaming: true,
        functionId: 'ProxyFunction',
        timeoutMs: 900_000,
      });
  });
});

describe('the reports of leaked keys', () => {
  it('are the only methods without authentication, and go to a function of their own', () => {
    expect(names(open)).toEqual(withAny(publicRoutes));
    for (const { auth, streaming, functionId } of open)
      expect({ auth, streaming, functionId }).toEqual({
        auth: 'NONE',
        streaming: false,
        functionId: 'LeaksFunction',
      });
    expect(admin.some(({ auth }) => auth === 'NONE')).toBe(false);
  });

  it('are throttled each by itself, below the stage', () => {
    const stage = template
      .ofType('AWS::ApiGateway::Stage')
      .find(({ properties }) => properties['RestApiId'].Ref === apiOf(template, 'DataPlane').id);
    const settings: Record<string, unknown>[] = stage?.properties['MethodSettings'];
    const own = settings.filter(({ ResourcePath }) => ResourcePath !== '/*');
    expect(own).toEqual(
      publicRoutes.map(({ path, method }) => ({
        ResourcePath: `/${path.replaceAll('/', '~1')}`,
        HttpMethod: method,
        ThrottlingRateLimit: 10,
        ThrottlingBurstLimit: 20,
        LoggingLevel: 'OFF',
        DataTraceEnabled: false,
      })),
    );
  });
});

describe('the admin plane', () => {
  it('has every route of the table, ANY on each of their paths, and one catch-all', () => {
    expect(names(admin)).toEqual(withAny(adminRoutes, 'ANY /{proxy+}'));
  });

  it('asks for an IAM signature on every method', () => {
    for (const { auth, authorizerId } of admin)
      expect({ auth, authorizerId }).toEqual({ auth: 'AWS_IAM', authorizerId: undefined });
  });

  it('sends every call to the admin function, buffered', () => {
    for (const { streaming, functionId } of admin)
      expect({ streaming, functionId }).toEqual({ streaming: false, functionId: 'AdminFunction' });
  });
});

describe.each<Plane>(['DataPlane', 'AdminPlane'])('%s', (plane) => {
  const api = apiOf(template, plane);
  const stage = template
    .ofType('AWS::ApiGateway::Stage')
    .find(({ properties }) => properties['RestApiId'].Ref === api.id);

  it('is REGIONAL, without compression or a cache', () => {
    expect(api.properties['EndpointConfiguration']).toEqual({ Types: ['REGIONAL'] });
    // Only so do uploads keep their bytes, and JSON stays text.
    const isData = plane === 'DataPlane';
    expect(api.properties['BinaryMediaTypes']).toEqual(
      isData ? ['multipart/form-data'] : undefined,
    );
    expect(api.properties).not.toHaveProperty('MinimumCompressionSize');
    expect(stage?.properties).not.toHaveProperty('CacheClusterEnabled');
  });

  it('is throttled as the context says', () => {
    const limits = {
      dataRateLimit: '7',
      dataBurstLimit: '8',
      adminRateLimit: 9,
      adminBurstLimit: 10,
    };
    const [rate, burst] = plane === 'DataPlane' ? [7, 8] : [9, 10];
    const settings = synthesize(limits).byId(stage?.id ?? '').properties['MethodSettings'];
    expect(settings[0]).toEqual(
      expect.objectContaining({
        HttpMethod: '*',
        ResourcePath: '/*',
        ThrottlingRateLimit: rate,
        ThrottlingBurstLimit: burst,
      }),
    );
  });

  it('may invoke its function from its own stage only', () => {
    const permissions = new Set(
      template
        .ofType('AWS::Lambda::Permission')
        .map(({ properties }) => plain(properties['SourceArn']))
        .filter((arn) => arn.includes(`{${plane}Api}`)),
    );
    const own = `arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:{${plane}Api}`;
    const invoke = `${own}/{${plane}ApiDeploymentStagedev}/*/*`;
    const authorize = `${own}/authorizers/{DataPlaneKeyAuthorizer}`;
    expect([...permissions].sort()).toEqual(
      plane === 'DataPlane' ? [authorize, invoke].sort() : [invoke],
    );
  });
});

it('the routes read as reviewed', async () => {
  const line = ({ method, path, auth, streaming, functionId }: MethodView): string =>
    `${method.padEnd(7)}${path.padEnd(58)}${auth.padEnd(9)}${streaming ? 'stream  ' : 'buffered'}  ${functionId}`;
  const text = [...dataPlane, ...admin].map((method) => line(method)).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot('__snapshots__/routes.txt');
});

it('the outputs end where a base URL ends', () => {
  const host = '.execute-api.{AWS::Region}.{AWS::URLSuffix}';
  expect(plain(template.outputs['DataUrl']?.['Value'])).toBe(
    `https://{DataPlaneApi}${host}/{DataPlaneApiDeploymentStagedev}`,
  );
  expect(plain(template.outputs['AdminUrl']?.['Value'])).toBe(
    `https://{AdminPlaneApi}${host}/{AdminPlaneApiDeploymentStagedev}`,
  );
  expect(Object.keys(template.outputs).sort()).toEqual([
    'AdminUrl',
    'AuditTableName',
    'DataUrl',
    'KeysTableName',
    'PepperSecretArn',
    'ProjectsTableName',
    'UsageTableName',
  ]);
});
