// What is logged at the gateways: outcomes and ids, never a credential or a prompt; and the role it takes.
import { describe, expect, it } from 'vitest';
import { plain, shortId, synthesize } from './synthesize.ts';

const template = synthesize();
const stages = template.ofType('AWS::ApiGateway::Stage');
const formatOf = (plane: string): Record<string, string> => {
  const stage = stages.find(({ id }) => id.startsWith(plane));
  return JSON.parse(stage?.properties['AccessLogSetting'].Format);
};

describe.each(['DataPlane', 'AdminPlane'])('the access log of the %s', (plane) => {
  it('is one JSON object a line, to a group of its own', () => {
    const stage = stages.find(({ id }) => id.startsWith(plane));
    expect(plain(stage?.properties['AccessLogSetting'].DestinationArn)).toContain(
      `{${plane}AccessLogs}`,
    );
    expect(formatOf(plane)).toMatchObject({
      requestId: '$context.requestId',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
    });
  });

  it('holds nothing that a caller wrote: no header, query, body, raw path, user agent, error text', () => {
    const values = Object.values(formatOf(plane)).join(' ');
    expect(values).not.toMatch(
      /authorization|header|query|body|\$context\.path\b|userAgent|error\.message|apiKey|principal\b/i,
    );
    for (const value of Object.values(formatOf(plane)))
      expect(value).toMatch(/^\$context\.[\w.]+$/);
  });

  it('is all that the gateway logs: no execution log, no data trace, no X-Ray', () => {
    const stage = stages.find(({ id }) => id.startsWith(plane));
    expect(stage?.properties['TracingEnabled']).toBe(false);
    for (const settings of stage?.properties['MethodSettings'] ?? [undefined])
      expect(settings).toMatchObject({ LoggingLevel: 'OFF', DataTraceEnabled: false });
  });
});

it('the data plane’s log names the key and its project; the admin plane’s names the caller', () => {
  expect(formatOf('DataPlane')).toMatchObject({
    keyId: '$context.authorizer.keyId',
    projectId: '$context.authorizer.projectId',
    deniedCode: '$context.authorizer.code',
  });
  expect(formatOf('AdminPlane')).toMatchObject({ callerArn: '$context.identity.userArn' });
});

describe('the account’s logging role', () => {
  const [account, ...others] = template.ofType('AWS::ApiGateway::Account');

  it('is set once, before any stage logs, and after an API exists', () => {
    expect(others).toEqual([]);
    for (const { dependsOn } of stages) expect(dependsOn).toContain(account?.id);
    expect(account?.dependsOn.map(shortId).sort()).toEqual(['AdminPlaneApi', 'DataPlaneApi']);
  });

  it('stays when the stack goes, even a throw-away one, because other APIs use it', () => {
    const throwAway = synthesize({ removal: 'destroy' });
    const kept = throwAway.resources.filter(({ id }) => id.startsWith('GatewayLogging'));
    expect(kept.map(({ deletionPolicy }) => deletionPolicy)).toEqual(['Retain', 'Retain']);
  });

  it('is left alone on request', () => {
    const kept = synthesize({ gatewayLogRole: 'keep' });
    expect(kept.ofType('AWS::ApiGateway::Account')).toEqual([]);
    expect(kept.text).not.toContain('AmazonAPIGatewayPushToCloudWatchLogs');
  });
});
