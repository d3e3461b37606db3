// Context is checked before anything is built: wrong values and typing mistakes are named.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSettings, settingKeys } from '../../infra/settings/read-settings.ts';

const read = (context: Readonly<Record<string, unknown>>) =>
  readSettings({ tryGetContext: (key) => context[key], getAllContext: () => context });

describe('without context', () => {
  it('a dev stage that keeps its data, reserves nothing and trusts no private provider', () => {
    expect(read({})).toMatchObject({
      stage: 'dev',
      removal: 'retain',
      authorizerConcurrency: undefined,
      proxyConcurrency: undefined,
      adminConcurrency: undefined,
      providerOrigins: [],
      alarmEmail: undefined,
    });
  });
});

describe('values', () => {
  it('may be text, as on the command line, or numbers, as in cdk.json', () => {
    expect(read({ proxyMemoryMb: '512' })).toEqual(read({ proxyMemoryMb: 512 }));
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', 'a/b'],
    ['stage', ''],
    ['stage', 7],
    ['removal', 'delete'],
    ['logRetentionDays', '31'],
    ['logRetentionDays', '-1'],
    ['dataRateLimit', '0'],
    ['dataRateLimit', '1e3'],
    ['dataBurstLimit', 1.5],
    ['adminRateLimit', ''],
    ['adminBurstLimit', null],
    ['authorizerConcurrency', '0'],
    ['proxyConcurrency', 'many'],
    ['adminConcurrency', Number.NaN],
    ['proxyMemoryMb', '64'],
    ['upstreamConnectTimeoutMs', '0'],
    ['upstreamFirstByteTimeoutMs', '300000'],
    ['upstreamIdleTimeoutMs', '900000'],
    ['upstreamTotalTimeoutMs', '900000'],
    ['alarmEmail', 'nobody'],
    ['gatewayLogRole', 'delete'],
    ['dataDomain', 'https://x.example.com'],
    ['dataCertificateArn', 'arn:aws:iam::123456789012:role/x'],
  ])('refuses %s = %j by its name', (key, value) => {
    expect(() => read({ [key]: value })).toThrow(`context "${key}"`);
  });

  it.each([
    'http://llm.internal',
    'https://llm.internal/',
    'https://llm.internal/v1',
    'https://user@llm.internal',
    'https://llm.internal:443',
    'https://LLM.internal',
    'https://a.example, https://b.example',
    'llm.internal',
    'http://127.0.0.1.example.com',
    'ftp://127.0.0.1',
  ])('does not trust %j, which is no plain https origin', (origin) => {
    expect(() => read({ providerOrigins: origin })).toThrow('context "providerOrigins"');
  });

  it.each([
    'https://llm.internal:8443',
    'http://127.0.0.1:4000',
    'http://[::1]:4000',
  ])('trusts %s', (origin) => {
    expect(read({ providerOrigins: origin }).providerOrigins).toEqual([origin]);
  });

  it('a domain needs its certificate, and the other way round', () => {
    const arn = 'arn:aws:acm:eu-central-1:123456789012:certificate/0a1b';
    expect(() => read({ dataDomain: 'llm.example.com' })).toThrow('dataCertificateArn');
    expect(() => read({ dataCertificateArn: arn })).toThrow('dataDomain');
    expect(read({ dataDomain: 'llm.example.com', dataCertificateArn: arn }).dataDomain).toEqual({
      name: 'llm.example.com',
      certificateArn: arn,
    });
  });
});

describe('keys', () => {
  it('that nothing reads are refused, because a typing mistake would deploy the default', () => {
    expect(() => read({ stgae: 'prod' })).toThrow(/"stgae".*known keys: stage, /);
  });

  it('of the CDK itself pass', () => {
    expect(() => read({ '@aws-cdk/core:x': true, 'aws:cdk:y': [] })).not.toThrow();
  });
});

describe('docs/deploy.md', () => {
  const rows = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => /^\| `(\w+)` \| (?:`([^`]*)`|–) \|/.exec(line))
    .filter((row) => row !== null);

  it('explains every key', () => {
    expect(rows.map((row) => row[1]).sort()).toEqual([...settingKeys].sort());
  });

  it('states the defaults as they are', () => {
    const documented = rows.flatMap(([, key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    expect(documented.length).toBeGreaterThan(10);
    expect(read(Object.fromEntries(documented))).toEqual(read({}));
  });
});
