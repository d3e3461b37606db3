// Hostile HTTP, by name, through the gateway: paths, methods, headers and bodies that try to be something else.
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RawAnswer, rawRequest } from './raw-http.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();

let door: Door;
let authorization: string;
beforeAll(async () => {
  door = await system.newProject();
  authorization = `Authorization: Bearer ${door.key}`;
});

const send = (line: string, headers: string[] = [], body: string | Buffer = '') =>
  rawRequest(system.local.dataUrl, `${line} HTTP/1.1`, [authorization, ...headers], body);
const CHAT = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Ahoy' }] });
const JSON_TYPE = 'Content-Type: application/json';
const chat = (headers: string[] = [JSON_TYPE], body: string | Buffer = CHAT) =>
  send('POST /dev/v1/chat/completions', headers, body);

function expectRefused(answer: RawAnswer, status: number, code: string): void {
  expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(`"${code}"`)]);
  expect(JSON.parse(answer.body)).toMatchObject({ error: { code } });
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
}

describe('a path', () => {
  it.each([
    '/dev/v1/../api/v1/projects',
    '/dev/v1/%2e%2e/api/v1/projects',
    '/dev/v1/%2E%2E/api/v1/projects',
    '/dev/v1/..%2fapi%2fv1%2fprojects',
    '/dev/v1/./key',
    '/dev/v1//key',
    '/dev//evil.example/v1/key',
    '/dev/v1/key/',
    '/dev/v1/key/x',
    '/dev/V1/key',
    '/dev/v1/%6bey',
    '/dev/v1/key;x=1',
    '/dev/api/v1/projects',
    '/dev/v1',
    '/dev/',
  ])('%s is 404', async (path) => {
    expectRefused(await send(`GET ${path}`), 404, 'not_found');
    expect(system.mock.requests).toEqual([]);
  });

  it.each([
    '//evil.example/v1/key',
    '/prod/v1/key',
    '/',
  ])('%s is of no stage, and 403 as API Gateway says it', async (path) => {
    expect((await send(`GET ${path}`)).status).toBe(403);
  });

  it.each([
    '..%2f..%2fapi%2fv1%2fprojects',
    '%00',
    '%ff',
    '%E2%80%AE',
    '{model_id}',
    '__proto__',
  ])('with %s for a model is 404, and is joined to nothing', async (id) => {
    expectRefused(await send(`GET /dev/v1/models/${id}`), 404, 'not_found');
    for (const { url } of system.mock.requests) expect(url).toMatch(/^\/v1\/models(\?|$)/);
  });

  it('with a model id of 2 kB is 404', async () => {
    expectRefused(await send(`GET /dev/v1/models/${'x'.repeat(2_000)}`), 404, 'not_found');
  });

  it('with a query is the same path', async () => {
    expect((await send('GET /dev/v1/key?x=1&x=2&__proto__=1')).status).toBe(200);
  });
});

describe('a method', () => {
  it.each([
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
  ])('is not changed by %s', async (name) => {
    expectRefused(await send('DELETE /dev/v1/key', [`${name}: GET`]), 405, 'method_not_allowed');
    const answer = await chat([JSON_TYPE, `${name}: GET`]);
    expect(answer.status).toBe(200);
  });

  it('in lower case is another method', async () => {
    expect((await send('get /dev/v1/key')).status).toBe(400);
  });
});

describe('an address', () => {
  it("is the connection's, whatever headers claim", async () => {
    const claims = ['203.0.113.7', '127.0.0.1'].flatMap((ip) => [
      `X-Forwarded-For: ${ip}`,
      `X-Real-IP: ${ip}`,
      `True-Client-IP: ${ip}`,
      `Forwarded: for=${ip}`,
    ]);
    const showAs = (key: string) =>
      rawRequest(system.local.dataUrl, 'GET /dev/v1/key HTTP/1.1', [
        `Authorization: Bearer ${key}`,
        ...claims,
      ]);
    const listed = (ip: string) =>
      system.newKey(door.projectId, { restrictions: { allowed_ips: [ip] } });
    const far = await showAs((await listed('203.0.113.0/24')).key);
    expectRefused(far, 403, 'ip_not_allowed');
    expect((await showAs((await listed('127.0.0.0/8')).key)).status).toBe(200);
  });
});

describe('headers', () => {
  it('that name hops, accounts, credentials or us do not reach the provider', async () => {
    const answer = await chat([
      JSON_TYPE,
      `x-api-key: ${door.key}`,
      'Cookie: session=marked',
      'X-Amzn-Trace-Id: Root=marked',
      'X-Amz-Security-Token: marked',
      'OpenAI-Organization: marked',
      'OpenAI-Project: marked',
      'X-Collie-Project: marked',
      'X-Forwarded-Host: marked',
      'Anthropic-Organization-Id: marked',
      'Idempotency-Key: own-name',
      'OpenAI-Beta: passes',
    ]);
    expect(answer.status).toBe(200);
    const { headers } = system.mock.requests[0] ?? {};
    expect(headers?.['openai-beta']).toBe('passes');
    expect(headers?.['idempotency-key']).toBe('own-name');
    const seen = JSON.stringify(headers);
    expect(seen).not.toContain('marked');
    expect(seen).not.toContain(door.key);
  });

  it('that Connection nominates are not taken from the credential', async () => {
    const answer = await chat([JSON_TYPE, 'Connection: authorization']);
    expect(answer.status).toBe(200);
    expect(system.mock.requests[0]?.headers.authorization).not.toContain(door.key);
  });

  it('of more than 10 kB are refused in the envelope', async () => {
    const answer = await chat([JSON_TYPE, `X-Long: ${'x'.repeat(11_000)}`]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(JSON.parse(answer.body)).toHaveProperty('error.code');
    expect(system.mock.requests).toEqual([]);
  });

  it('of the provider do not reach the client', async () => {
    system.mock.fallback = (_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'set-cookie': 'provider=marked',
          'access-control-allow-origin': '*',
          'x-request-id': 'of-the-provider',
          'x-ratelimit-remaining': 'marked',
          'openai-organization': 'marked',
          server: 'marked',
        })
        .end('{"object":"chat.completion"}');
    const answer = await chat();
    expect(answer.status).toBe(200);
    expect(JSON.stringify([...answer.headers])).not.toContain('marked');
    expect(answer.headers.get('x-upstream-request-id')).toBe('of-the-provider');
    expect(answer.headers.get('x-request-id')).not.toBe('of-the-provider');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a body', () => {
  it.each<[string, string[], string | Buffer]>([
    ['in gzip', [JSON_TYPE, 'Content-Encoding: gzip'], gzipSync(CHAT)],
    ['said to be in br', [JSON_TYPE, 'Content-Encoding: br'], CHAT],
    ['as text', ['Content-Type: text/plain'], CHAT],
    ['in UTF-16', ['Content-Type: application/json; charset=utf-16'], Buffer.from(CHAT, 'utf16le')],
    ['without a type', [], CHAT],
    ['of two types', [JSON_TYPE, 'Content-Type: text/plain'], CHAT],
  ])('%s is 415', async (_what, headers, body) => {
    expectRefused(await chat(headers, body), 415, 'unsupported_media_type');
    expect(system.mock.requests).toEqual([]);
  });

  const ofBytes = (bytes: number): string => {
    const empty = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: '' }] });
    return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`);
  };
  it('of 5 MB passes, and one byte more is 413', async () => {
    expect((await chat([JSON_TYPE], ofBytes(5 * 1024 * 1024))).status).toBe(200);
    const answer = await chat([JSON_TYPE], ofBytes(5 * 1024 * 1024 + 1));
    expectRefused(answer, 413, 'request_too_large');
    expect(system.mock.requests).toHaveLength(1);
  });

  it('over what the gateway takes is 413', async () => {
    expectRefused(await chat([JSON_TYPE], ofBytes(10.5 * 1024 * 1024)), 413, 'request_too_large');
  });

  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['half of it', CHAT.slice(0, -5)],
    ['two values', `${CHAT}${CHAT}`],
    ['a byte order mark before it', `\ufeff${CHAT}`],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('of %s is 400', async (_what, body) => {
    expectRefused(await chat([JSON_TYPE], body), 400, 'invalid_json');
  });

  it('with a model twice: the list of models and the provider see the same', async () => {
    const { key } = await system.newKey(door.projectId, { restrictions: { models: ['gpt-4o'] } });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const twice = (first: string, second: string) =>
      system.call('/v1/chat/completions', key, {
        ...init,
        body: CHAT.replace('"model":"gpt-4o"', `"model":"${first}","model":"${second}"`),
      });
    expect((await twice('gpt-4o', 'gpt-5')).status).toBe(403);
    expect((await twice('gpt-5', 'gpt-4o')).status).toBe(200);
    expect(system.mock.requests[0]?.body).not.toContain('gpt-5');
  });
});
