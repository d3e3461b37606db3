// Hostile requests, by name: what HTTP allows and we do not.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../shared/contracts/principal.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { chatBody, errorOf, type ProxyUnderTest, proxyAt } from '../../support/proxy.ts';

const mock = await mockForFile();
let proxy: ProxyUnderTest;
beforeEach(() => {
  proxy = proxyAt(mock.origin);
});

describe('what the provider gets to see', () => {
  it('is an allow-list of headers, whatever the client sends', async () => {
    await proxy.call({
      body: chatBody(),
      headers: {
        Authorization: 'Bearer clai_secret',
        'X-Api-Key': 'clai_secret',
        Cookie: 'session=1',
        'X-Forwarded-For': '10.0.0.1',
        'X-HTTP-Method-Override': 'DELETE',
        'X-Amzn-Trace-Id': 'Root=1',
        'X-Amz-Security-Token': 't',
        'OpenAI-Organization': 'org-theirs',
        'OpenAI-Project': 'proj-theirs',
        'X-Collie-Project': 'proj_other',
        'Idempotency-Key': 'of-the-client',
        'Anthropic-Organization-Id': 'org-theirs',
        'Accept-Encoding': 'gzip',
        'Openai-Beta': 'assistants=v2',
        Host: 'evil.example',
      },
    });
    expect(mock.requests[0]?.headers).toEqual({
      'content-length': expect.any(String),
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: expect.stringMatching(/^Bearer sk-provider/),
      connection: 'keep-alive',
      'content-type': 'application/json',
      host: new URL(mock.origin).host,
      'idempotency-key': 'of-the-client',
      'openai-beta': 'assistants=v2',
      'user-agent': 'collie-gateway',
    });
  });

  it('does not have headers that Connection nominates', async () => {
    await proxy.call({
      body: chatBody(),
      headers: { Connection: 'close, authorization, openai-beta', 'OpenAI-Beta': 'x' },
    });
    expect(mock.requests[0]?.headers['openai-beta']).toBeUndefined();
    expect(mock.requests[0]?.headers.authorization).toMatch(/^Bearer sk-provider/);
  });
});

describe('the address', () => {
  const restricted = () => {
    proxy.principal = {
      ...proxy.principal,
      restrictions: { ...NO_RESTRICTIONS, allowedIps: ['198.51.100.7'] },
    };
  };

  it("is the gateway's, whatever X-Forwarded-For says", async () => {
    restricted();
    const answer = await proxy.call({
      body: chatBody(),
      sourceIp: '203.0.113.9',
      headers: { 'X-Forwarded-For': '198.51.100.7', 'X-Real-IP': '198.51.100.7' },
    });
    expect(answer.status).toBe(403);
    expect(errorOf(answer)).toMatchObject({ code: 'ip_not_allowed', type: 'permission_error' });
    expect(mock.requests).toHaveLength(0);
    expect((await proxy.call({ body: chatBody() })).status).toBe(200);
  });
});

describe('the route', () => {
  it.each([
    '/api/v1/projects',
    '/v1/../api/v1',
    '/v1/%2e%2e',
    '//evil',
    '/v1/{proxy+}',
    '',
  ])('%j is 404', async (resource) => {
    const answer = await proxy.call({ resource, body: chatBody() });
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['DELETE', '/v1/messages', 'POST'],
    ['POST', '/v1/models', 'GET'],
    ['HEAD', '/v1/key', 'GET'],
    ['OPTIONS', '/v1/models/{model_id}', 'GET'],
    ['post', '/v1/embeddings', 'POST'],
  ])('%s %s is 405 and allows %s', async (method, resource, allow) => {
    const answer = await proxy.call({ method, resource, body: chatBody() });
    expect(answer.status).toBe(405);
    expect(answer.headers['allow']).toBe(allow);
    expect(JSON.parse(answer.text).error.code).toBe('method_not_allowed');
  });

  it('is not changed by X-HTTP-Method-Override', async () => {
    const headers = { 'X-HTTP-Method-Override': 'GET', 'X-HTTP-Method': 'GET' };
    expect((await proxy.call({ body: chatBody(), headers })).status).toBe(200);
  });
});

describe('the body', () => {
  it.each([
    ['a gzip body', { 'Content-Encoding': 'gzip' }],
    ['a body in two encodings', { 'Content-Encoding': ['identity', 'br'] }],
    ['text/plain', { 'Content-Type': 'text/plain' }],
    ['utf-16', { 'Content-Type': 'application/json; charset=utf-16' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['two types', { 'Content-Type': ['application/json', 'application/json'] }],
  ])('%s is 415', async (_what, headers) => {
    const answer = await proxy.call({ body: chatBody(), headers });
    expect(answer.status).toBe(415);
    expect(errorOf(answer)).toMatchObject({ code: 'unsupported_media_type' });
  });

  /** Ends in a group of one byte, `fQ==`, and has a `/` where another alphabet has `_`. */
  const longBase64 = (() => {
    const size = chatBody({ messages: [{ role: 'user', content: '' }] }).length;
    const content = '?'.repeat(150_000 + ((3 - ((size + 2) % 3)) % 3));
    const body = chatBody({ messages: [{ role: 'user', content }] });
    return Buffer.from(body).toString('base64');
  })();

  it('has a body to lie with', () => expect(longBase64).toMatch(/\/.*fQ==$/));

  it.each([
    ['is no base64', '{"model":"gpt"}'],
    ['is no UTF-8', Buffer.of(0xff, 0xfe, 0x7b).toString('base64')],
    ['lies far behind', longBase64.replace(/....$/, 'fX1!')],
    ['is cut within a group', longBase64.slice(0, -1)],
    ['has bits that are not zero', `${longBase64.slice(0, -4)}fR==`],
    ['is in the alphabet of URLs', longBase64.replaceAll('/', '_')],
    ['has bits left over', `${Buffer.from('{}').toString('base64')}=`],
  ])('isBase64Encoded that lies: a body that %s is 400', async (_what, body) => {
    const answer = await proxy.call({ body, isBase64Encoded: true });
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_request' });
  });

  it.each([
    ['short', Buffer.from(chatBody()).toString('base64')],
    ['of many steps', longBase64],
  ])('that is honest base64, %s, is read', async (_what, body) => {
    expect((await proxy.call({ body, isBase64Encoded: true })).status).toBe(200);
  });

  it('over 5 MB is 413', async () => {
    const body = chatBody({ messages: [{ role: 'user', content: 'x'.repeat(5 * 1024 * 1024) }] });
    const answer = await proxy.call({ body });
    expect(answer.status).toBe(413);
    expect(errorOf(answer)).toMatchObject({ code: 'request_too_large' });
  });

  it('that is missing is 400', async () => {
    expect(errorOf(await proxy.call({ body: null }))).toMatchObject({ code: 'invalid_json' });
  });
});

it('an event without a principal is a mute 500 in the envelope', async () => {
  const answer = await proxy.call({ body: chatBody() });
  expect(answer.status).toBe(200);
  proxy.principal = null as never;
  const broken = await proxy.call({ resource: '/v1/messages', body: chatBody() });
  expect(broken.status).toBe(500);
  expect(JSON.parse(broken.text)).toMatchObject({
    type: 'error',
    error: { type: 'api_error', code: 'internal_error' },
    request_id: 'req-test',
  });
});
