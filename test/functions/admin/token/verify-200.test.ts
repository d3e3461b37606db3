// POST …/tokens/{id}/verify: one call to the provider, whose trouble is an answer and not an error.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminSystem, startAdminSystem } from '../../../support/admin-system.ts';
import { errorOf, newProject, newToken, TOKEN_VALUE } from '../../../support/use-admin.ts';

let admin: AdminSystem;
let provider: Server;
let origin = '';
let answer: RequestListener = (_request, response) => void response.end('{}');
const requests: { method?: string; url?: string; authorization?: string; body: number }[] = [];

beforeAll(async () => {
  provider = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push({
      method: String(method),
      url: String(url),
      authorization: String(headers.authorization),
      body: Number(headers['content-length'] ?? 0),
    });
    answer(request, response);
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  admin = await startAdminSystem(`${origin},http://127.0.0.1:1`);
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await admin.close();
});

const tokenAt = async (base_url: string) =>
  newToken(admin, (await newProject(admin)).path, { provider: 'mine', base_url });

describe('a verification', () => {
  it('asks the provider for its models once, with the stored value', async () => {
    const token = await tokenAt(`${origin}/v1`);
    requests.length = 0;
    answer = (_request, response) => void response.end('{"object":"list","data":[]}');
    const { status, body } = await admin.call('POST', `${token.path}/verify`);
    expect(status).toBe(200);
    expect(body).toEqual({ ok: true, status: 200, latency_ms: 0 });
    expect(requests).toEqual([
      { method: 'GET', url: '/v1/models', authorization: `Bearer ${TOKEN_VALUE}`, body: 0 },
    ]);
  });

  it('uses a replaced value at once', async () => {
    const token = await tokenAt(`${origin}/v1`);
    await admin.call('POST', `${token.path}/verify`);
    await admin.call('PATCH', token.path, { body: { api_key: 'sk-replaced-0123456789' } });
    requests.length = 0;
    await admin.call('POST', `${token.path}/verify`);
    expect(requests[0]?.authorization).toBe('Bearer sk-replaced-0123456789');
  });

  it.each([401, 403, 404, 429, 500, 503])('tells the provider’s %i', async (status) => {
    const token = await tokenAt(`${origin}/v1`);
    answer = (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(`{"error":{"message":"Incorrect key ${TOKEN_VALUE}"}}`);
    };
    const answered = await admin.call('POST', `${token.path}/verify`);
    expect(answered.status).toBe(200);
    expect(answered.body).toEqual({ ok: false, status, latency_ms: 0 });
    expect(answered.text).not.toContain('sk-marked');
  });

  it('does not follow a redirect', async () => {
    const token = await tokenAt(`${origin}/v1`);
    answer = (_request, response) => {
      response.writeHead(302, { location: `${origin}/elsewhere` });
      response.end();
    };
    requests.length = 0;
    const { body } = await admin.call('POST', `${token.path}/verify`);
    expect(body.ok).toBe(false);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, RequestListener]>([
    ['cuts the connection', (request) => void request.socket.destroy()],
    ['never answers', () => undefined],
    ['does not speak HTTP', (request) => void request.socket.end('what?\r\n\r\n')],
  ])('is ok:false when the provider %s', async (_how, listener) => {
    const token = await tokenAt(`${origin}/v1`);
    answer = listener;
    const { status, body } = await admin.call('POST', `${token.path}/verify`);
    expect([status, body.ok, body.status]).toEqual([200, false, null]);
  });

  it('is ok:false when nobody listens', async () => {
    const token = await tokenAt('http://127.0.0.1:1');
    const { body } = await admin.call('POST', `${token.path}/verify`);
    expect(body).toEqual({ ok: false, status: null, latency_ms: 0 });
  });

  it('blames our vault, not the token, when the value cannot be read', async () => {
    const token = await tokenAt(`${origin}/v1`);
    admin.secretsEndpoint.answer = () => ({ error: 'InternalServiceError', status: 500 });
    requests.length = 0;
    const failed = await admin.call('POST', `${token.path}/verify`);
    expect(errorOf(failed)).toMatchObject({ status: 503, code: 'service_unavailable' });
    expect(requests).toEqual([]);
    admin.secretsEndpoint.answer = admin.secrets.answer;
  });

  it('ignores a body', async () => {
    const token = await tokenAt(`${origin}/v1`);
    answer = (_request, response) => void response.end('{}');
    const { body } = await admin.call('POST', `${token.path}/verify`, { text: '{not json' });
    expect(body.ok).toBe(true);
  });
});
