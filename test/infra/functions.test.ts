// How the functions run: runtime, environment, limits, logs.
import { describe, expect, it } from 'vitest';
import {
  adminEnv,
  authorizerEnv,
  keyExpiryReportEnv,
  leaksEnv,
  proxyEnv,
  usageRollupEnv,
} from '../../shared/contracts/env.ts';
import { plain, shortId, synthesize, type Template } from './synthesize.ts';

const functionsOf = (template: Template) =>
  new Map(template.ofType('AWS::Lambda::Function').map((fn) => [shortId(fn.id), fn.properties]));

const template = synthesize();
const functions = functionsOf(template);
const contracts = {
  AdminFunction: adminEnv,
  AuthorizerFunction: authorizerEnv,
  KeyExpiryReportFunction: keyExpiryReportEnv,
  LeaksFunction: leaksEnv,
  ProxyFunction: proxyEnv,
  UsageRollupFunction: usageRollupEnv,
} as const;

it('there are six functions', () => {
  expect([...functions.keys()].sort()).toEqual(Object.keys(contracts));
});

describe.each(Object.entries(contracts))('%s', (name, contract) => {
  const properties = functions.get(name) ?? {};

  it('has exactly the variables of its contract', () => {
    expect(Object.keys(properties['Environment'].Variables).sort()).toEqual([...contract].sort());
  });

  it('runs on Node 24, arm64, with its own role', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Role: { 'Fn::GetAtt': [expect.stringMatching(name.replace('Function', 'Role')), 'Arn'] },
    });
  });

  it('logs JSON to its own group', () => {
    expect(properties['LoggingConfig'].LogFormat).toBe('JSON');
    expect(plain(properties['LoggingConfig'].LogGroup)).toBe(
      `{${name.replace('Function', 'Logs')}}`,
    );
  });

  it('reserves no concurrency by default, because a new account would refuse it', () => {
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});

it('reserves concurrency where the context says so', () => {
  const context = { authorizerConcurrency: '3', proxyConcurrency: 4, adminConcurrency: '5' };
  const reserved = [...functionsOf(synthesize(context))].map(
    ([name, properties]) => `${name} ${properties['ReservedConcurrentExecutions']}`,
  );
  expect(reserved.sort()).toEqual([
    'AdminFunction 5',
    'AuthorizerFunction 3',
    'KeyExpiryReportFunction undefined',
    'LeaksFunction undefined',
    'ProxyFunction 4',
    'UsageRollupFunction undefined',
  ]);
});

const rules = template.ofType('AWS::Events::Rule');
const ruleOf = (name: string) => rules.find(({ id }) => id.startsWith(name))?.properties;

it('the expiring keys are reported once a day', () => {
  expect(rules).toHaveLength(2);
  expect(ruleOf('KeyExpiryReport')).toMatchObject({
    ScheduleExpression: 'rate(1 day)',
    State: 'ENABLED',
    Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^KeyExpiryReport/), 'Arn'] } }],
  });
});

it('the roll-up runs every five minutes, and ends before it runs again', () => {
  expect(ruleOf('UsageRollup')).toMatchObject({
    ScheduleExpression: 'rate(5 minutes)',
    State: 'ENABLED',
    Targets: [{ Arn: { 'Fn::GetAtt': [expect.stringMatching(/^UsageRollup/), 'Arn'] } }],
  });
  expect(functions.get('UsageRollupFunction')?.['Timeout']).toBe(300);
});

it('the proxy may run as long as the gateway streams, and its own limits end earlier', () => {
  const { Timeout, Environment } = functions.get('ProxyFunction') ?? {};
  expect(Timeout).toBe(900);
  expect(Number(Environment.Variables.UPSTREAM_TOTAL_TIMEOUT_MS)).toBeLessThan(890_000);
  // A REGIONAL endpoint drops a connection that has been silent for 300 s.
  expect(Number(Environment.Variables.UPSTREAM_FIRST_BYTE_TIMEOUT_MS)).toBeLessThan(300_000);
});

it('the admin function ends before the gateway stops waiting for it', () => {
  expect(functions.get('AdminFunction')?.['Timeout']).toBeLessThan(29);
});

it('both functions that call providers trust the same origins', () => {
  const providerOrigins = 'https://llm.internal:8443,http://127.0.0.1:4000';
  const trusted = functionsOf(synthesize({ providerOrigins }));
  for (const name of ['AdminFunction', 'ProxyFunction'])
    expect(trusted.get(name)?.['Environment'].Variables.TRUSTED_PROVIDER_ORIGINS).toBe(
      providerOrigins,
    );
});

it('another stage has names and secrets of its own', () => {
  const prod = synthesize({ stage: 'prod' });
  expect(functionsOf(prod).get('AdminFunction')?.['Environment'].Variables.SECRET_PREFIX).toBe(
    'collie/prod',
  );
  expect(prod.text).not.toMatch(/collie[/-]dev/);
});

it('the environments read as reviewed', async () => {
  const text = [...functions]
    .map(([name, { Environment }]) => {
      const lines = Object.entries(Environment.Variables).map(
        ([key, value]) => `  ${key} = ${plain(value)}`,
      );
      return [name, ...lines.sort()].join('\n');
    })
    .join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot('__snapshots__/environments.txt');
});
