// Our own trouble: 503 in the envelope, never 401, never a pass, and the next request recovers.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toProjectItem } from '../../../shared/aws/projects/item.ts';
import { projectReader } from '../../../shared/aws/projects/reader.ts';
import { providerSecrets } from '../../../shared/aws/secrets/provider-secrets.ts';
import {
  type AwsAnswer,
  type AwsCall,
  type AwsEndpoint,
  startAwsEndpoint,
} from '../../support/aws-endpoint.ts';
import { type MockProvider, startMockProvider } from '../../support/mock-provider.ts';
import {
  chatBody,
  errorOf,
  PROVIDER_TOKEN,
  type ProxyUnderTest,
  projectAt,
  proxyAt,
} from '../../support/proxy.ts';

let mock: MockProvider;
let aws: AwsEndpoint;
let dynamodb: DynamoDBClient;
let secretsManager: SecretsManagerClient;
let proxy: ProxyUnderTest;
let item: unknown;

const healthy = ({ operation }: AwsCall): AwsAnswer =>
  operation === 'GetItem'
    ? { output: { Item: item } }
    : { output: { SecretString: PROVIDER_TOKEN } };

beforeAll(async () => {
  mock = await startMockProvider();
  aws = await startAwsEndpoint();
  const config = {
    ...aws.config,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  };
  dynamodb = new DynamoDBClient(config);
  secretsManager = new SecretsManagerClient(config);
  await DynamoDBDocumentClient.from(dynamodb).send(
    new PutCommand({ TableName: 'x', Item: toProjectItem(projectAt(mock.origin)) }),
  );
  item = aws.calls[0]?.input['Item'];
});
beforeEach(() => {
  mock.reset();
  aws.calls.length = 0;
  aws.answer = healthy;
  proxy = proxyAt(mock.origin, {
    projects: projectReader(dynamodb, 'Projects'),
    secrets: providerSecrets(secretsManager),
  });
});
afterAll(async () => {
  dynamodb.destroy();
  secretsManager.destroy();
  await Promise.all([mock.close(), aws.close()]);
});

const chat = () => proxy.call({ body: chatBody() });

describe('a warm request', () => {
  it('costs one strongly consistent read and no secret', async () => {
    await chat();
    aws.calls.length = 0;
    expect((await chat()).status).toBe(200);
    expect(aws.calls).toHaveLength(1);
    expect(aws.calls[0]).toMatchObject({
      operation: 'GetItem',
      input: { TableName: 'Projects', ConsistentRead: true },
    });
  });
});

describe.each<[string, AwsCall['operation'], AwsAnswer]>([
  ['DynamoDB throttles', 'GetItem', { error: 'ProvisionedThroughputExceededException' }],
  ['DynamoDB fails', 'GetItem', { error: 'InternalServerError', status: 500 }],
  ['DynamoDB times out', 'GetItem', { hang: true }],
  ['the table is gone', 'GetItem', { error: 'ResourceNotFoundException' }],
  ['Secrets Manager is down at cold start', 'GetSecretValue', { error: 'InternalServiceError' }],
  ['Secrets Manager denies', 'GetSecretValue', { error: 'AccessDeniedException' }],
  ['Secrets Manager times out', 'GetSecretValue', { hang: true }],
])('when %s', (_what, broken, failure) => {
  it('the answer is 503 with advice to retry, and the next request recovers', async () => {
    aws.answer = (call) => (call.operation === broken ? failure : healthy(call));
    const answer = await chat();
    expect(answer.status).toBe(503);
    expect(errorOf(answer)).toMatchObject({
      type: 'service_unavailable',
      code: 'service_unavailable',
    });
    expect(answer.headers['retry-after']).toBe('1');
    expect(mock.requests).toHaveLength(0);

    aws.answer = healthy;
    expect((await chat()).status).toBe(200);
  });

  it('nothing secret and nothing of the request is logged', async () => {
    aws.answer = (call) => (call.operation === broken ? failure : healthy(call));
    await proxy.call({ body: chatBody({ messages: ['marked-secret'] }) });
    expect(proxy.lines).toHaveLength(1);
    expect(proxy.lines[0]).toContain('"code":"service_unavailable"');
    expect(proxy.lines[0]).not.toMatch(/marked-secret|sk-provider/);
  });
});

it('Secrets Manager that fails later is not noticed by a warm request', async () => {
  await chat();
  aws.answer = (call) =>
    call.operation === 'GetSecretValue' ? { error: 'InternalServiceError' } : healthy(call);
  expect((await chat()).status).toBe(200);
});

it('a project that is switched off is refused on the next request', async () => {
  expect((await chat()).status).toBe(200);
  const row = item as Record<string, unknown>;
  aws.answer = () => ({ output: { Item: { ...row, isActive: { BOOL: false } } } });
  expect(errorOf(await chat())).toMatchObject({ code: 'project_inactive' });
});

it('a replaced token is used on the next request', async () => {
  await chat();
  const replaced = projectAt(mock.origin);
  const [token] = Object.values(replaced.tokens);
  const next = { ...token, versionId: 'v2' };
  proxy = proxyAt(mock.origin, {
    projects: {
      findProject: async () => ({
        ...replaced,
        tokens: { ...replaced.tokens, [token?.tokenId ?? '']: next as never },
      }),
      findAccountTokens: async () => Promise.reject(new Error('not needed')),
    },
    secrets: providerSecrets(secretsManager),
  });
  aws.answer = ({ input }) => ({ output: { SecretString: `sk-of-version-${input['VersionId']}` } });
  await chat();
  expect(mock.requests.at(-1)?.headers.authorization).toBe('Bearer sk-of-version-v2');
});

it('a damaged project is a mute 500, never a pass', async () => {
  const row = item as Record<string, unknown>;
  aws.answer = () => ({ output: { Item: { ...row, allowedIps: { S: '' } } } });
  const answer = await chat();
  expect(answer.status).toBe(500);
  expect(errorOf(answer)).toMatchObject({ code: 'internal_error' });
  expect(answer.text).not.toContain('allowedIps');
  expect(mock.requests).toHaveLength(0);
});
