// Reads the settings from CDK context (`-c key=value`), and checks them before anything is built.
import {
  type ContextSource,
  readChoice,
  readInteger,
  readText,
  SettingError,
} from './context-value.ts';
import { readOrigin, readProviderOrigins } from './provider-origins.ts';
import type { CustomDomain, Settings, UpstreamTimeouts } from './settings.ts';

/** CloudWatch Logs takes no others. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653];
const MAX_CONCURRENCY = 100_000;
const GITHUB_API = 'https://api.github.com';

export const settingKeys = [
  'stage',
  'removal',
  'logRetentionDays',
  'dataRateLimit',
  'dataBurstLimit',
  'adminRateLimit',
  'adminBurstLimit',
  'authorizerConcurrency',
  'proxyConcurrency',
  'adminConcurrency',
  'proxyMemoryMb',
  'providerOrigins',
  'githubApiOrigin',
  'upstreamConnectTimeoutMs',
  'upstreamFirstByteTimeoutMs',
  'upstreamIdleTimeoutMs',
  'upstreamTotalTimeoutMs',
  'alarmEmail',
  'gatewayLogRole',
  'dataDomain',
  'dataCertificateArn',
  'adminDomain',
  'adminCertificateArn',
] as const;

type SettingKey = (typeof settingKeys)[number];

/** Throws SettingError for a value that is not allowed, and for a key that nothing reads: a typing mistake. */
export function readSettings(source: ContextSource): Settings {
  refuseUnknownKeys(source);
  const integer = (key: SettingKey, min: number, max: number) => readInteger(source, key, min, max);
  const concurrency = (key: SettingKey) => integer(key, 1, MAX_CONCURRENCY);
  const text: ReadText = (key, shape, expected) => readText(source, key, shape, expected);
  return {
    stage:
      text(
        'stage',
        /^[a-z][a-z0-9-]{0,19}$/,
        'lower-case letters, digits and hyphens, at most 20',
      ) ?? 'dev',
    removal: readChoice(source, 'removal', ['retain', 'destroy']),
    logRetentionDays: retentionDays(integer('logRetentionDays', 1, 3653) ?? 90),
    dataThrottle: {
      rateLimit: integer('dataRateLimit', 1, 10_000) ?? 500,
      burstLimit: integer('dataBurstLimit', 1, 10_000) ?? 1_000,
    },
    adminThrottle: {
      rateLimit: integer('adminRateLimit', 1, 10_000) ?? 20,
      burstLimit: integer('adminBurstLimit', 1, 10_000) ?? 40,
    },
    authorizerConcurrency: concurrency('authorizerConcurrency'),
    proxyConcurrency: concurrency('proxyConcurrency'),
    adminConcurrency: concurrency('adminConcurrency'),
    proxyMemoryMb: integer('proxyMemoryMb', 128, 10_240) ?? 256,
    providerOrigins: readProviderOrigins(source, 'providerOrigins' satisfies SettingKey),
    githubApiOrigin: readOrigin(source, 'githubApiOrigin' satisfies SettingKey) ?? GITHUB_API,
    upstream: upstreamTimeouts(integer),
    alarmEmail: text('alarmEmail', /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address'),
    gatewayLogRole: readChoice(source, 'gatewayLogRole', ['create', 'keep']),
    dataDomain: customDomain(text, 'dataDomain', 'dataCertificateArn'),
    adminDomain: customDomain(text, 'adminDomain', 'adminCertificateArn'),
  };
}

/**
 * A REGIONAL endpoint cuts a connection that has been silent for 300 s, and nothing is sent before the provider's
 * status is known; an invocation ends after 900 s, and needs some seconds of them to end its stream properly.
 */
function upstreamTimeouts(
  integer: (key: SettingKey, min: number, max: number) => number | undefined,
): UpstreamTimeouts {
  return {
    connectMs: integer('upstreamConnectTimeoutMs', 100, 60_000) ?? 5_000,
    firstByteMs: integer('upstreamFirstByteTimeoutMs', 100, 290_000) ?? 280_000,
    idleMs: integer('upstreamIdleTimeoutMs', 100, 880_000) ?? 240_000,
    totalMs: integer('upstreamTotalTimeoutMs', 1_000, 880_000) ?? 870_000,
  };
}

type ReadText = (key: SettingKey, shape: RegExp, expected: string) => string | undefined;

function customDomain(
  text: ReadText,
  nameKey: SettingKey,
  certificateKey: SettingKey,
): CustomDomain | undefined {
  const name = text(nameKey, /^([a-z0-9-]{1,63}\.)+[a-z]{2,63}$/, 'a domain in lower case');
  const certificateArn = text(
    certificateKey,
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'the ARN of a certificate in ACM',
  );
  if (name !== undefined && certificateArn !== undefined) return { name, certificateArn };
  if (name !== undefined) throw new SettingError(certificateKey, `given together with ${nameKey}`);
  if (certificateArn !== undefined)
    throw new SettingError(nameKey, `given together with ${certificateKey}`);
  return undefined;
}

function retentionDays(days: number): number {
  if (!RETENTION_DAYS.includes(days))
    throw new SettingError('logRetentionDays', `one of: ${RETENTION_DAYS.join(', ')}`);
  return days;
}

/** The CDK's own keys begin with a namespace (`@aws-cdk/…`, `aws:cdk:…`); every other key is ours. */
function refuseUnknownKeys(source: ContextSource): void {
  const known: readonly string[] = settingKeys;
  const unknown = Object.keys(source.getAllContext()).filter(
    (key) => !/[@:/]/.test(key) && !known.includes(key),
  );
  if (unknown.length > 0)
    throw new SettingError(unknown.join('", "'), `one of the known keys: ${known.join(', ')}`);
}
