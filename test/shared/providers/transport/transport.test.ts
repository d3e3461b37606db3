// Calls to providers: every way of not answering becomes the right error, at the right limit.
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import type { CallTimeouts } from '../../../../shared/providers/transport/call-clock.ts';
import type { Resolve } from '../../../../shared/providers/transport/checked-lookup.ts';
import {
  type Base,
  createTransport,
  type ProviderRequest,
} from '../../../../shared/providers/transport/transport.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import {
  garbage,
  hangUp,
  json,
  raw,
  silence,
  stalledSse,
} from '../../../support/provider-scripts.ts';

/** Never run out, however busy the machine is. */
const PATIENT = { connectMs: 20_000, firstByteMs: 20_000, idleMs: 20_000, totalMs: 60_000 };
const within = (limits: Partial<CallTimeouts>) => createTransport({ ...PATIENT, ...limits });

const mock = await mockForFile();

const baseOf = (url: string, isTrusted = true): Base => ({
  isSecure: url.startsWith('https:'),
  host: new URL(url).hostname,
  port: Number(new URL(url).port),
  path: '/v1',
  isTrusted,
});
const request = (changes: Partial<ProviderRequest> = {}): ProviderRequest => ({
  method: 'POST',
  base: baseOf(mock.origin),
  path: '/x',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  ...changes,
});

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ApiError ? error.code : String(error);
};

describe('createTransport', () => {
  it('keeps connections', async () => {
    mock.fallback = json(200, {});
    const send = createTransport(PATIENT);
    const before = mock.connections();
    for (let i = 0; i < 3; i++) await text((await send(request())).body);
    expect(mock.connections() - before).toBe(1);
  });

  it('asks again, once, when a kept connection was closed before it answered', async () => {
    mock.fallback = json(200, { ok: true });
    const send = createTransport(PATIENT);
    await text((await send(request())).body);
    mock.queue.push(hangUp);
    expect(await text((await send(request())).body)).toBe('{"ok":true}');
    expect(mock.requests).toHaveLength(3);

    await text((await send(request())).body);
    mock.queue.push(hangUp, hangUp);
    expect(await codeOf(send(request()))).toBe('upstream_error');
    expect(mock.requests).toHaveLength(6);
  });

  it('does not ask again on a new connection, nor after bytes of an answer', async () => {
    const send = createTransport(PATIENT);
    mock.fallback = hangUp;
    expect(await codeOf(send(request()))).toBe('upstream_error');
    expect(mock.requests).toHaveLength(1);

    mock.reset();
    mock.queue.push(json(200, {}), garbage('HTTP/1.1 200 OK\r\ncontent-le'));
    await text((await send(request())).body);
    expect(await codeOf(send(request()))).toBe('upstream_error');
    expect(mock.requests).toHaveLength(2);
  });

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n'],
    ['a header of 20 kB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['an endless header', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
  ])('takes %s for an upstream_error', async (_what, bytes) => {
    mock.fallback = garbage(bytes);
    expect(await codeOf(createTransport(PATIENT)(request()))).toBe('upstream_error');
  });

  it('gives a redirect back without following it', async () => {
    mock.fallback = raw(302, { location: `${mock.origin}/stolen` }, '');
    const { status, body } = await createTransport(PATIENT)(request());
    body.destroy();
    expect(status).toBe(302);
    expect(mock.requests).toHaveLength(1);
  });

  it('is an upstream_error when nobody listens', async () => {
    const base = baseOf('http://127.0.0.1:1');
    expect(await codeOf(createTransport(PATIENT)(request({ base })))).toBe('upstream_error');
  });

  it('times out when the name cannot be resolved in time', async () => {
    const never: Resolve = Object.assign(() => undefined, { __promisify__: undefined }) as never;
    const send = createTransport({ ...PATIENT, connectMs: 100 }, never);
    const call = send(request({ base: baseOf('https://api.example.com:443', false) }));
    expect(await codeOf(call)).toBe('upstream_timeout');
  });

  it('times out when the provider does not answer', async () => {
    mock.fallback = silence;
    expect(await codeOf(within({ firstByteMs: 150 })(request()))).toBe('upstream_timeout');
    expect(await mock.requests[0]?.ended).toBe(false);
  });

  it('times out when the provider says "wait" for ever', async () => {
    mock.fallback = (_request, response) => {
      const timer = setInterval(() => response.writeProcessing(), 20);
      response.once('close', () => clearInterval(timer));
    };
    expect(await codeOf(within({ firstByteMs: 150 })(request()))).toBe('upstream_timeout');
  });

  it('times out when an answer falls silent', async () => {
    mock.fallback = stalledSse('data: 1\n\n');
    const { body } = await within({ idleMs: 120 })(request());
    expect(await codeOf(text(body))).toBe('upstream_timeout');
    expect(await mock.requests[0]?.ended).toBe(false);
  });

  it('times out when an answer trickles on for too long', async () => {
    mock.fallback = (_request, response) => {
      response.writeHead(200, {});
      const timer = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(timer));
    };
    const { body } = await within({ idleMs: 1_000, totalMs: 400 })(request());
    expect(await codeOf(text(body))).toBe('upstream_timeout');
  });

  it('does not take a reader that pauses for a provider that is silent', async () => {
    mock.fallback = raw(200, {}, Buffer.alloc(4_000_000));
    const { body } = await within({ idleMs: 120 })(request());
    body.pause();
    await sleep(300);
    expect((await text(body)).length).toBe(4_000_000);
  });

  it('ends the call at once when the answer is destroyed', async () => {
    mock.fallback = stalledSse('data: 1\n\n');
    const { body } = await createTransport(PATIENT)(request());
    body.on('error', () => undefined);
    body.destroy();
    expect(await mock.requests[0]?.ended).toBe(false);
  });
});

describe('addresses at connect', () => {
  const resolving = (...addresses: string[]): Resolve =>
    ((_host: string, _options: object, done: (error: null, list: object[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as unknown as Resolve;
  const port = () => new URL(mock.origin).port;

  it('refuses a public name that resolves to private addresses', async () => {
    const send = createTransport(PATIENT, resolving('127.0.0.1', '::1', '10.0.0.1'));
    const base = baseOf(`http://rebind.example.com:${port()}`, false);
    expect(await codeOf(send(request({ base })))).toBe('upstream_error');
    expect(mock.requests).toHaveLength(0);
  });

  it('lets a trusted origin resolve as it likes', async () => {
    mock.fallback = json(200, {});
    const base = baseOf(`http://localhost:${port()}`);
    const { status, body } = await createTransport(PATIENT)(request({ base }));
    body.destroy();
    expect(status).toBe(200);
  });
});
