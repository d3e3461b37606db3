// The composition root as Lambda runs it: metadata first, then the body's bytes through middy's streaming.
import { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toProjectItem } from '../../../shared/aws/projects/item.ts';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import type { KeyId } from '../../../shared/kernel/ids.ts';
import { type AwsEndpoint, startAwsEndpoint } from '../../support/aws-endpoint.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';
import { type MockProvider, startMockProvider } from '../../support/mock-provider.ts';
import { chatFrame, cutSse, endlessSse, json } from '../../support/provider-scripts.ts';
import { chatBody, errorOf, PRINCIPAL, PROVIDER_TOKEN, projectAt } from '../../support/proxy.ts';
import { wireItem } from '../../support/wire-item.ts';

type Metadata = { statusCode: number; headers: Record<string, string> };
type Streamed = (
  event: APIGatewayProxyEvent,
  stream: LambdaStream,
  context: object,
) => Promise<void>;

/** What the runtime gives a streaming function to write into; notes the order of things. */
class LambdaStream extends Writable {
  metadata: Metadata | null = null;
  readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    expect(this.metadata).not.toBeNull();
    this.chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

let mock: MockProvider;
let aws: AwsEndpoint;
let handler: Streamed;

beforeAll(async () => {
  mock = await startMockProvider();
  aws = await startAwsEndpoint();
  const item = wireItem(toProjectItem(projectAt(mock.origin)));
  const permits = { ids: { BS: ['AAAAAAAAAAA='] } };
  const outputs: Record<string, object> = {
    GetItem: { Item: item },
    GetSecretValue: { SecretString: PROVIDER_TOKEN },
    UpdateItem: { Attributes: permits },
  };
  aws.answer = ({ operation }) => ({ output: outputs[operation] ?? {} });
  const env = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: aws.config.endpoint,
    KEYS_TABLE: 'Keys',
    PROJECTS_TABLE: 'Projects',
    USAGE_TABLE: 'Usage',
    METRIC_NAMESPACE: 'Collie/test',
    TRUSTED_PROVIDER_ORIGINS: mock.origin,
    UPSTREAM_CONNECT_TIMEOUT_MS: '20000',
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '20000',
    UPSTREAM_IDLE_TIMEOUT_MS: '20000',
    UPSTREAM_TOTAL_TIMEOUT_MS: '60000',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.stubGlobal('awslambda', {
    streamifyResponse: (run: Streamed) => run,
    HttpResponseStream: {
      from: (stream: LambdaStream, metadata: Metadata) => Object.assign(stream, { metadata }),
    },
  });
  ({ handler } = (await import('../../../functions/proxy/handler.ts')) as unknown as {
    handler: Streamed;
  });
});
beforeEach(() => mock.reset());
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await Promise.all([mock.close(), aws.close()]);
});

async function invoke(...args: Parameters<typeof gatewayEvent>): Promise<LambdaStream> {
  const stream = new LambdaStream();
  await handler(gatewayEvent(...args), stream, { getRemainingTimeInMillis: () => 900_000 });
  return stream;
}

describe('the proxy in Lambda', () => {
  it('answers with metadata and body', async () => {
    const { metadata, text } = await invoke(PRINCIPAL, { method: 'GET', resource: '/v1/key' });
    expect(metadata?.statusCode).toBe(200);
    expect(metadata?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-request-id': 'req-test',
    });
    expect(JSON.parse(text).id).toBe(PRINCIPAL.keyId);
  });

  it('costs one strong read and the two writes that count it, once it is warm', async () => {
    await invoke(PRINCIPAL, { body: chatBody() });
    aws.calls.length = 0;
    await invoke(PRINCIPAL, { body: chatBody() });
    const read = {
      operation: 'GetItem',
      input: { TableName: 'Projects', ConsistentRead: true },
    };
    const begin = { operation: 'PutItem', input: { TableName: 'Usage' } };
    const end = { operation: 'UpdateItem', input: { TableName: 'Usage' } };
    expect(aws.calls.splice(0)).toMatchObject([read, begin, end]);

    const limited = { ...PRINCIPAL, restrictions: { ...NO_RESTRICTIONS, rateLimitRpm: 60 } };
    const { metadata } = await invoke(limited, { body: chatBody() });
    expect(metadata?.headers).toMatchObject({ 'x-ratelimit-remaining': '59' });
    const permit = { operation: 'UpdateItem', input: { TableName: 'Usage' } };
    expect(aws.calls).toMatchObject([read, permit, begin, end]);
  });

  it('notes once a minute when a key was used, after the answer', async () => {
    const keyId = `key_${'n'.repeat(22)}` as KeyId;
    aws.calls.length = 0;
    for (let i = 0; i < 3; i++)
      await invoke({ ...PRINCIPAL, keyId }, { method: 'GET', resource: '/v1/key' });
    const notes = aws.calls.filter(({ input }) => input['TableName'] === 'Keys');
    expect(notes).toMatchObject([
      { operation: 'UpdateItem', input: { Key: { keyId: { S: keyId } } } },
    ]);
  });

  it('ends its invocation only when the call is settled, also when the client left', async () => {
    mock.fallback = endlessSse(chatFrame('a'));
    aws.calls.length = 0;
    const stream = new LambdaStream();
    const run = handler(gatewayEvent(PRINCIPAL, { body: chatBody({ stream: true }) }), stream, {});
    await vi.waitFor(() => expect(stream.chunks.length).toBeGreaterThan(1));
    stream.destroy();
    await expect(run).rejects.toThrow();
    const settled = aws.calls.at(-1);
    expect(settled).toMatchObject({ operation: 'UpdateItem', input: { TableName: 'Usage' } });
    expect(settled?.input['ExpressionAttributeValues']).toMatchObject({
      ':outcome': { S: 'aborted' },
      ':estimated': { BOOL: true },
    });
  });

  it('keeps characters whole in long answers', async () => {
    const value = { text: `a${'😀'.repeat(30_000)}` };
    mock.fallback = json(200, value);
    expect(JSON.parse((await invoke(PRINCIPAL, { body: chatBody() })).text)).toEqual(value);

    const name = `a${'😀'.repeat(30_000)}`;
    const own = await invoke({ ...PRINCIPAL, name }, { method: 'GET', resource: '/v1/key' });
    expect(JSON.parse(own.text).name).toBe(name);
  });

  it('streams, and ends cleanly when the provider breaks off', async () => {
    mock.fallback = cutSse(chatFrame('a'), 'data: {"ha');
    const { metadata, text } = await invoke(PRINCIPAL, { body: chatBody({ stream: true }) });
    expect(metadata?.statusCode).toBe(200);
    expect(text.startsWith(chatFrame('a'))).toBe(true);
    expect(text).toContain('"code":"upstream_error"');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  it('ends the provider call when the response stream breaks', async () => {
    mock.fallback = endlessSse(chatFrame('a'));
    const stream = new LambdaStream();
    const run = handler(gatewayEvent(PRINCIPAL, { body: chatBody({ stream: true }) }), stream, {});
    await vi.waitFor(() => expect(stream.chunks.length).toBeGreaterThan(1));
    stream.destroy();
    await expect(run).rejects.toThrow();
    expect(await mock.requests[0]?.ended).toBe(false);
  });

  it('tells an event that it cannot read as an error in the envelope', async () => {
    const { metadata, text } = await invoke(null, { body: chatBody() });
    expect(metadata?.statusCode).toBe(500);
    expect(errorOf({ text })).toMatchObject({ code: 'internal_error' });
  });
});
