// curl against the running system: streams frame by frame, and signs admin calls; so does aws4fetch.
import { execFileSync, spawn } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { chatFrame } from '../support/provider-scripts.ts';
import { signer } from './admin.ts';
import { type Door, useSystem } from './system.ts';

const system = useSystem();

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--help', 'all'], { encoding: 'utf8' }).includes('--aws-sigv4');
  } catch {
    return false;
  }
})();

type Curl = { readonly output: () => string; readonly ended: Promise<number | null> };

function curl(args: readonly string[]): Curl {
  const child = spawn('curl', ['--silent', '--max-time', '20', ...args]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  return {
    output: () => output,
    ended: new Promise((resolve) => child.once('close', resolve)),
  };
}

let door: Door;
beforeAll(async () => {
  door = await system.newProject();
});

describe.runIf(hasCurl)('curl', () => {
  const chat = (...more: string[]): Curl =>
    curl([
      ...more,
      `${system.local.dataUrl}/v1/chat/completions`,
      ...['-H', `authorization: Bearer ${door.key}`, '-H', 'content-type: application/json'],
      ...['-d', '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Ahoy"}]}'],
    ]);

  it('-N sees each frame when the provider has written it, byte by byte the same', async () => {
    const frames = [chatFrame('a'), chatFrame('b'), 'data: [DONE]\n\n'];
    let writeNext = (): void => {};
    system.mock.fallback = (_request, response) => {
      const left = frames.values();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      writeNext = () => {
        const { value, done } = left.next();
        if (done) response.end();
        else response.write(value);
      };
      writeNext();
    };
    const run = chat('-N');
    for (let seen = 1; seen <= frames.length; seen++) {
      const soFar = frames.slice(0, seen).join('');
      await expect.poll(run.output, { interval: 10 }).toBe(soFar);
      writeNext();
    }
    expect(await run.ended).toBe(0);
  });

  it('-i sees an event stream with a request id', async () => {
    const run = chat('-i', '-N');
    expect(await run.ended).toBe(0);
    expect(run.output()).toMatch(/^HTTP\/1\.1 200 /);
    expect(run.output()).toMatch(/^content-type: text\/event-stream/im);
    expect(run.output()).toMatch(/^x-request-id: [0-9a-f-]{36}/im);
    expect(run.output()).toMatch(/^x-collie-api-version: v1/im);
    expect(run.output()).toMatch(/data: \[DONE\]\n\n$/);
  });

  const signed = async (method: string, path: string, body?: object) => {
    const { adminUrl, operator, region } = system.local;
    const run = curl([
      ...['-X', method, `${adminUrl}/api/v1${path}`, '-w', '\n%{http_code}'],
      ...['--aws-sigv4', `aws:amz:${region}:execute-api`],
      ...['--user', `${operator.accessKeyId}:${operator.secretAccessKey}`],
      ...(body === undefined
        ? []
        : ['-H', 'content-type: application/json', '-d', JSON.stringify(body)]),
    ]);
    await run.ended;
    const [text = '', status] = run.output().split(/\n(?=\d+$)/);
    return { status: Number(status), body: text === '' ? {} : JSON.parse(text) };
  };

  it('--aws-sigv4 reads pages, creates, changes and deactivates', async () => {
    const keys = `/projects/${door.projectId}/api-keys`;
    const made = await signed('POST', keys, { name: 'By curl' });
    expect(made).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^clai_/) } });
    const key = `${keys}/${made.body.id}`;
    const first = await signed('GET', `${keys}?limit=1`);
    expect(first).toMatchObject({ status: 200, body: { api_keys: [{ id: made.body.id }] } });
    const next = await signed('GET', `${keys}?cursor=${first.body.next_cursor}&limit=1`);
    expect(next).toMatchObject({ status: 200, body: { api_keys: [{ id: door.keyId }] } });
    const changed = await signed('PATCH', key, { description: 'Größe 😀' });
    expect(changed).toMatchObject({ status: 200, body: { description: 'Größe 😀' } });
    expect((await signed('DELETE', key)).status).toBe(204);
    expect((await system.call('/v1/key', made.body.key)).status).toBe(401);
  });
});

describe('aws4fetch', () => {
  it('signs what has odd characters in its query', async () => {
    const { local } = system;
    const own = await system.newKey(door.projectId);
    const reason = 'left; moved (to) a & b = c/d, 100 % größer*!\'~+"';
    const url = new URL(
      `${local.adminUrl}/api/v1/projects/${door.projectId}/api-keys/${own.keyId}`,
    );
    url.searchParams.set('reason', reason);
    const answer = await signer(local.operator, local).fetch(url, { method: 'DELETE' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect((await system.call('/v1/key', own.key)).status).toBe(401);
  });

  it('is refused when anything is changed after signing', async () => {
    const { local } = system;
    const sign = async () => {
      const url = `${local.adminUrl}/api/v1/projects`;
      const init = { method: 'POST', body: '{"name":"Signed"}' };
      const headers = { 'content-type': 'application/json' };
      return signer(local.operator, local).sign(url, { ...init, headers });
    };
    const signed = await sign();
    const body = '{"name":"Forged"}';
    const forgeries: [string, RequestInit][] = [
      [signed.url, { method: 'POST', headers: signed.headers, body }],
      [
        `${signed.url}?limit=1`,
        { method: 'POST', headers: signed.headers, body: '{"name":"Signed"}' },
      ],
      [signed.url, { method: 'PATCH', headers: signed.headers, body: '{"name":"Signed"}' }],
      [`${signed.url}/${door.projectId}`, { method: 'DELETE', headers: signed.headers }],
    ];
    for (const [url, init] of forgeries) expect((await fetch(url, init)).status).toBe(403);
    expect((await fetch(await sign())).status).toBe(201);
  });
});
