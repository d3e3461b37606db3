// The rule packs' verdict on the real app, read from CDK's report; and proof that both packs looked.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnResource, Validations } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/build-app.ts';

const outdir = mkdtempSync(join(tmpdir(), 'collie-validation-'));
afterAll(() => rmSync(outdir, { recursive: true }));
const root = new URL('../..', import.meta.url).pathname;
const noBundles = { 'aws:cdk:bundling-stacks': [] };

type Report = { pluginReports: { pluginName: string; violations: { ruleName: string }[] }[] };
const reportIn = (folder: string): Report =>
  JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8'));

/** As a deployer has it: no credentials, no Region, nothing of this machine's. */
const bareEnv = { PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, HOME: outdir };

describe('the app, as the command line runs it', () => {
  it('has no unacknowledged finding', () => {
    const folder = join(outdir, 'plain');
    const env = { ...bareEnv, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(noBundles) };
    execFileSync(process.execPath, ['infra/app.ts'], { cwd: root, env, stdio: 'pipe' });
    expect(existsSync(join(folder, 'validation-report.json'))).toBe(true);
    expect(reportIn(folder).pluginReports).toEqual([]);
  });

  it('starts from cdk.json without credentials', () => {
    const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
    const args = [cdk, 'list', '--output', join(outdir, 'list'), '--no-notices'];
    const { stdout, status } = spawnSync(process.execPath, args, {
      cwd: root,
      env: { ...bareEnv, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false', CI: 'true' },
      encoding: 'utf8',
    });
    expect({ stdout: stdout.trim(), status }).toEqual({ stdout: 'collie-dev', status: 0 });
  });

  it('names a wrong setting in one sentence, without a stack trace', () => {
    const env = { ...bareEnv, CDK_CONTEXT_JSON: JSON.stringify({ ...noBundles, stgae: 'x' }) };
    const { stderr, status } = spawnSync(process.execPath, ['infra/app.ts'], {
      cwd: root,
      env: { ...env, CDK_OUTDIR: join(outdir, 'wrong') },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^context "stgae" must be one of the known keys: .*\n$/);
  });
});

it('has no unacknowledged finding with everything on that is off by default', () => {
  const folder = join(outdir, 'everything');
  const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b-2c';
  const everything = {
    stage: 'prod',
    removal: 'destroy',
    alarmEmail: 'on-call@example.com',
    authorizerConcurrency: 50,
    providerOrigins: 'https://llm.internal:8443',
    dataDomain: 'llm.example.com',
    dataCertificateArn: certificate,
    adminDomain: 'admin.example.com',
    adminCertificateArn: certificate,
  };
  buildApp({ outdir: folder, context: { ...noBundles, ...everything } }).synth();
  expect(reportIn(folder).pluginReports).toEqual([]);
});

describe('a planted finding', () => {
  const folder = join(outdir, 'planted');

  it('is found by both rule packs, so that an empty report means something', () => {
    const app = buildApp({ outdir: folder, context: noBundles });
    const [stack] = app.node.findAll().filter((node) => node.node.id === 'collie-dev');
    if (stack === undefined) throw new Error('no stack');
    new Topic(stack, 'PlantedTopicWithoutTls');
    new CfnResource(stack, 'PlantedTable', {
      type: 'AWS::DynamoDB::Table',
      properties: { KeySchema: 'none' },
    });
    expect(() => app.synth()).toThrow(/validation/i);
    const found = reportIn(folder).pluginReports;
    expect(found.map(({ pluginName }) => pluginName).sort()).toEqual([
      'AwsSolutions',
      'CloudFormation Validate',
    ]);
    for (const { violations } of found) expect(violations.length).toBeGreaterThan(0);
  });
});

describe('every acknowledgement', () => {
  const app = buildApp({ outdir: join(outdir, 'acknowledged'), context: noBundles });
  const acknowledged = app.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .map(({ data }) => ({ path: construct.node.path, data: JSON.stringify(data) })),
    );

  it('stands on its resource, not on the stack or the app', () => {
    expect(acknowledged.length).toBeGreaterThan(5);
    for (const { path } of acknowledged) expect(path.split('/').length).toBeGreaterThan(1);
  });

  it('gives its reason', () => {
    for (const { data } of acknowledged) expect(data).toMatch(/[A-Z][^"]{40,}\./);
  });
});
