// The local API Gateway: matching, events, its own answers, limits.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { AwsClient } from 'aws4fetch';
import { afterEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../../local/iam/identity.ts';
import {
  answer,
  api,
  echo,
  method,
  openToy,
  operator,
  outsider,
  respond,
  type ToyGateway,
} from './toy-api.ts';

let toy: ToyGateway;
afterEach(() => toy.close());

/** Sends bytes as they are, because fetch tidies paths and headers. */
function raw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(request.replaceAll('\n', '\r\n'));
  return text(socket);
}
const rawGet = (path: string, headers = ''): Promise<string> =>
  raw(toy.port, `GET ${path} HTTP/1.1\nHost: local\nConnection: close\n${headers}\n`);

describe('matching', () => {
  const routes = api([
    method('GET', '/v1/models'),
    method('GET', '/v1/models/{model_id}'),
    method('GET', '/v1/models/special'),
    method('ANY', '/v1/models/{model_id}'),
    method('ANY', '/{proxy+}'),
  ]);

  it.each([
    ['GET', '/v1/models', '/v1/models', null],
    ['GET', '/v1/models/gpt%2F4', '/v1/models/{model_id}', { model_id: 'gpt%2F4' }],
    ['GET', '/v1/models/special', '/v1/models/special', null],
    ['POST', '/v1/models/x', '/v1/models/{model_id}', { model_id: 'x' }],
    ['GET', '/other/a/b', '/{proxy+}', { proxy: 'other/a/b' }],
  ])('%s %s is %s', async (httpMethod, path, resource, pathParameters) => {
    toy = await openToy(routes, { main: echo });
    const response = await fetch(`${toy.origin}/dev${path}`, { method: httpMethod });
    expect(await response.json()).toMatchObject({ resource, pathParameters, httpMethod });
  });

  it.each([
    '/dev/../v1/models',
    '/dev/%2e%2e/v1',
    '/dev//v1/models',
    '/dev/v1/models/',
    '/dev/v1/.%2E',
    '/dev/v1/./models',
  ])('%s is never matched', async (path) => {
    toy = await openToy(routes, { main: echo });
    expect(await rawGet(path)).toMatch(/^HTTP\/1.1 403 .*Missing Authentication Token/s);
  });

  it.each([
    '/',
    '/v1/models',
    '/other/v1/models',
    '/development',
  ])('%s is outside the stage', async (path) => {
    toy = await openToy(routes, { main: echo });
    const response = await fetch(`${toy.origin}${path}`);
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
  });
});

describe('the event', () => {
  it('keeps header names, repeated headers, queries and the body as they came', async () => {
    toy = await openToy(api([method('POST', '/a')]), { main: echo });
    const body = '{"a":"ä"}';
    const reply = await raw(
      toy.port,
      `POST /dev/a?x=1&x=2&e=%20+ HTTP/1.1\nHost: local\nConnection: close\nX-Thing: one\nX-Thing: two\nauthorization: a\nAuthorization: b\nX-Forwarded-For: 9.9.9.9\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`,
    );
    const event = JSON.parse(reply.slice(reply.indexOf('\r\n\r\n')));
    expect(event).toMatchObject({
      path: '/a',
      headers: { 'X-Thing': 'two', authorization: 'a', Authorization: 'b' },
      multiValueHeaders: { 'X-Thing': ['one', 'two'], 'X-Forwarded-For': ['9.9.9.9, 127.0.0.1'] },
      multiValueQueryStringParameters: { x: ['1', '2'], e: ['  '] },
      queryStringParameters: { x: '2' },
      body,
      isBase64Encoded: false,
      requestContext: {
        stage: 'dev',
        path: '/dev/a',
        resourcePath: '/a',
        identity: { sourceIp: '127.0.0.1' },
      },
    });
    expect(event.headers).not.toHaveProperty('Connection');
    expect(event.requestContext.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('has null where there is nothing', async () => {
    toy = await openToy(api([method('GET', '/a')]), { main: echo });
    expect(await (await fetch(`${toy.origin}/dev/a`)).json()).toMatchObject({
      body: null,
      pathParameters: null,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      stageVariables: null,
    });
  });
});

describe('a gateway response', () => {
  const responses = [
    {
      type: 'MISSING_AUTHENTICATION_TOKEN',
      statusCode: 404,
      headers: {
        'x-request-id': 'context.requestId',
        'Retry-After': "'1'",
        'x-none': 'context.nothing',
      },
      template:
        '{"m":$context.error.messageString,"t":"$context.error.responseType.","id":"$context.requestId","none":"$context.nothing"}',
    },
  ];

  it('is rendered from the template, by substitution alone', async () => {
    toy = await openToy(api([], { gatewayResponses: responses }), {});
    const response = await fetch(`${toy.origin}/dev/x`);
    expect(response.status).toBe(404);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.has('x-none')).toBe(false);
    expect(response.headers.get('content-length')).not.toBeNull();
    expect(await response.json()).toEqual({
      m: 'Missing Authentication Token',
      t: 'MISSING_AUTHENTICATION_TOKEN.',
      id: response.headers.get('x-request-id'),
      none: '',
    });
  });

  it('falls back to the default of its class', async () => {
    const fallback = { type: 'DEFAULT_4XX', statusCode: 418, headers: {}, template: 'tea' };
    toy = await openToy(api([], { gatewayResponses: [fallback] }), {});
    const response = await fetch(`${toy.origin}/dev/x`);
    expect([response.status, await response.text()]).toEqual([418, 'tea']);
  });
});

describe('limits', () => {
  it('a request line and headers beyond 10,240 bytes are refused by an answer', async () => {
    toy = await openToy(api([method('GET', '/a')]), { main: echo });
    expect(await rawGet('/dev/a', `X-Big: ${'a'.repeat(9_000)}\n`)).toMatch(/^HTTP\/1.1 200/);
    expect(await rawGet('/dev/a', `X-Big: ${'a'.repeat(10_240)}\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await rawGet('/dev/a', `X-Big: ${'a'.repeat(1_000_000)}\n`)).toMatch(/^HTTP\/1.1 431/);
    expect(await rawGet(`/dev/a?${'a'.repeat(10_241)}`)).toMatch(/^HTTP\/1.1 414/);
  });

  it('a body beyond 10 MB, and an event beyond 6 MB, are 413', async () => {
    toy = await openToy(api([method('POST', '/a')]), { main: () => respond(200, 'ok') });
    const post = (bytes: number) =>
      fetch(`${toy.origin}/dev/a`, { method: 'POST', body: 'a'.repeat(bytes) });
    expect((await post(5_000_000)).status).toBe(200);
    expect((await post(6_300_000)).status).toBe(413);
    expect((await post(11_000_000)).status).toBe(413);
  });
});

describe('AWS_IAM', () => {
  const signed = (who: Identity, path: string, init: RequestInit = {}): Promise<Response> =>
    new AwsClient({
      accessKeyId: who.accessKeyId,
      secretAccessKey: who.secretAccessKey,
      service: 'execute-api',
      region: 'us-east-1',
      retries: 0,
    }).fetch(`${toy.origin}${path}`, init);
  const errorType = (response: Response) => response.headers.get('x-amzn-errortype');
  const open = async () => {
    toy = await openToy(api([method('ANY', '/a', { kind: 'iam' })]), { main: echo });
  };

  it('lets a signed call through, with the caller in the event', async () => {
    await open();
    const response = await signed(operator, '/dev/a', { method: 'POST', body: '{}' });
    expect(await response.json()).toMatchObject({
      requestContext: {
        identity: {
          userArn: operator.arn,
          accountId: '000000000000',
          accessKey: operator.accessKeyId,
        },
      },
    });
  });

  it('refuses the unsigned, the wrongly signed and the not permitted, each in its own way', async () => {
    await open();
    expect(errorType(await fetch(`${toy.origin}/dev/a`))).toBe('MISSING_AUTHENTICATION_TOKEN');
    expect(errorType(await signed({ ...operator, secretAccessKey: 'x' }, '/dev/a'))).toBe(
      'INVALID_SIGNATURE',
    );
    expect(errorType(await signed(outsider, '/dev/a'))).toBe('ACCESS_DENIED');
    toy.advance(16 * 60_000);
    expect(errorType(await signed(operator, '/dev/a'))).toBe('INVALID_SIGNATURE');
  });
});

it('the access log is written from its format, with a dash for what is not known', async () => {
  const format =
    '$context.status $context.responseLength $context.resourcePath $context.error.responseType $context.nothing';
  toy = await openToy(api([method('GET', '/a')], { accessLogFormat: format }), {
    main: () => answer('no response'),
  });
  await (await fetch(`${toy.origin}/dev/a`)).text();
  await fetch(`${toy.origin}/dev/nowhere`).then((response) => response.text());
  expect(toy.accessLog).toEqual([
    '502 35 /a DEFAULT_5XX -',
    '403 42 - MISSING_AUTHENTICATION_TOKEN -',
  ]);
});
