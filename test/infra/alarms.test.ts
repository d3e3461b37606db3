// Alarms: none without an address, each with who is hurt and what to do; and domains.
import { describe, expect, it } from 'vitest';
import { plain, synthesize } from './synthesize.ts';

const quiet = synthesize();
const watched = synthesize({ alarmEmail: 'on-call@example.com' });

describe('alarms', () => {
  const alarms = watched.ofType('AWS::CloudWatch::Alarm');

  it('do not exist without an address', () => {
    expect(quiet.ofType('AWS::CloudWatch::Alarm')).toEqual([]);
    expect(quiet.ofType('AWS::SNS::Topic')).toEqual([]);
  });

  it('say who is hurt and what to do', () => {
    expect(alarms.length).toBeGreaterThanOrEqual(7);
    for (const { properties } of alarms)
      expect(properties['AlarmDescription']).toMatch(/^Who is hurt: .{20,} What to do: .{60,}/);
  });

  it('go to the address, and say when it is over', () => {
    const [topic] = watched.ofType('AWS::SNS::Topic');
    for (const { properties } of alarms) {
      expect(properties['AlarmActions']).toEqual([{ Ref: topic?.id }]);
      expect(properties['OKActions']).toEqual([{ Ref: topic?.id }]);
      expect(properties['TreatMissingData']).toBe('notBreaching');
    }
    expect(watched.ofType('AWS::SNS::Subscription')[0]?.properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
    });
  });

  it('may be published: CloudWatch of this account is allowed to, over TLS', () => {
    const [policy] = watched.ofType('AWS::SNS::TopicPolicy');
    const statements = policy?.properties['PolicyDocument'].Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: 'sns:Publish',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
  });

  it('include a key row that somebody tampered with', () => {
    const [filter] = watched.ofType('AWS::Logs::MetricFilter');
    expect(plain(filter?.properties['LogGroupName'])).toBe('{AuthorizerLogs}');
    expect(filter?.properties['FilterPattern']).toContain('key_row_corrupt');
  });
});

describe('a domain of one’s own', () => {
  const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b-2c';

  it('exists on request only', () => {
    expect(quiet.ofType('AWS::ApiGateway::DomainName')).toEqual([]);
  });

  it('is regional, speaks TLS 1.2 or newer, and leads to its plane', () => {
    const own = synthesize({ adminDomain: 'admin.example.com', adminCertificateArn: certificate });
    const domains = own.ofType('AWS::ApiGateway::DomainName');
    expect(domains.map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        DomainName: 'admin.example.com',
        RegionalCertificateArn: certificate,
        EndpointConfiguration: { Types: ['REGIONAL'] },
        SecurityPolicy: 'TLS_1_2',
      }),
    ]);
    const [mapping] = own.ofType('AWS::ApiGateway::BasePathMapping');
    expect(plain(mapping?.properties['RestApiId'])).toBe('{AdminPlaneApi}');
    expect(Object.keys(own.outputs)).toContain('AdminDomainTarget');
  });
});
