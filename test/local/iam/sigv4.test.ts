// SigV4 on a loopback server: what AWS's clients sign is accepted, and every change to it is refused.
import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUserCredentials, userIdentity } from '../../../local/iam/identity.ts';
import {
  type SignatureCheck,
  type SignedRequest,
  verifySignature,
} from '../../../local/iam/sigv4.ts';
import {
  openRecordingServer,
  type RecordingServer,
  replaced,
  without,
} from './recording-server.ts';

const operator = userIdentity(newUserCredentials(), 'operator', '000000000000', []);
const identities = new Map([[operator.accessKeyId, operator]]);
const rules = {
  ...{ identities, region: 'us-east-1', service: 'execute-api' },
  clock: () => Date.now(),
  maxSkewMs: 300_000,
};

let server: RecordingServer;
beforeAll(async () => {
  server = await openRecordingServer();
});
afterAll(() => server.close());

const aws = (overrides: object = {}) =>
  new AwsClient({
    accessKeyId: operator.accessKeyId,
    secretAccessKey: operator.secretAccessKey,
    region: 'us-east-1',
    service: 'execute-api',
    retries: 0,
    ...overrides,
  });

const signedByAws4fetch = async (
  path: string,
  init: RequestInit = {},
  overrides: object = {},
): Promise<SignedRequest> => {
  await (await aws(overrides).fetch(`${server.origin}${path}`, init)).text();
  return server.lastRequest();
};

const post = {
  method: 'POST',
  body: '{"name":"ä"}',
  headers: { 'content-type': 'application/json' },
};

const refusal = (check: SignatureCheck): string =>
  check.kind === 'invalid' ? check.reason : check.kind;

describe('a request signed by a public client is accepted', () => {
  it.each([
    ['GET', '/dev/api/v1/projects', {}],
    ['GET with a sorted query', '/dev/api/v1/projects?cursor=abc_-&limit=2', {}],
    ['GET with an encoded query', '/dev/x?a=%C3%A4%20b&a=1&empty=', {}],
    ['GET with an encoded path', '/dev/api/v1/projects/proj_1%2Fkeys', {}],
    ['POST with a body', '/dev/api/v1/projects', post],
    ['DELETE', '/dev/api/v1/projects/p/api-keys/k', { method: 'DELETE' }],
  ])('aws4fetch: %s', async (_name, path, init) => {
    const check = await verifySignature(await signedByAws4fetch(path, init as RequestInit), rules);
    expect(check).toMatchObject({ kind: 'verified', identity: { arn: operator.arn } });
  });

  it('curl --aws-sigv4, as Debian ships it', async () => {
    const user = `${operator.accessKeyId}:${operator.secretAccessKey}`;
    const args = ['-s', '--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', user];
    const body = ['-H', 'content-type: application/json', '-d', '{"name":"a"}'];
    await promisify(execFile)('curl', [...args, ...body, `${server.origin}/dev/api/v1/projects`]);
    expect(await verifySignature(server.lastRequest(), rules)).toMatchObject({ kind: 'verified' });
  });
});

describe('a request that is not what was signed is refused', () => {
  it.each<[string, (signed: SignedRequest) => SignedRequest, string]>([
    ['another body', (r) => ({ ...r, body: Buffer.from('{}') }), 'wrong body hash'],
    ['another method', (r) => ({ ...r, method: 'PUT' }), 'the signature does not match'],
    ['another path', (r) => ({ ...r, rawPath: '/dev/other' }), 'the signature does not match'],
    ['an added query', (r) => ({ ...r, rawQuery: 'a=1' }), 'the signature does not match'],
    ['a broken query', (r) => ({ ...r, rawQuery: 'a=%zz' }), 'the query string is not decodable'],
    ['another host', replaced('host', 'evil.example'), 'the signature does not match'],
    [
      'a repeated signed header',
      (r) => ({ ...r, headers: [...r.headers, ['Host', 'b']] }),
      'the signature does not match',
    ],
    ['a signed header taken away', without('host'), 'signed headers are missing: host'],
    ['no date', without('x-amz-date'), 'x-amz-date is missing or malformed'],
    [
      'a date that is none',
      replaced('x-amz-date', '20261399T000000Z'),
      'x-amz-date is missing or malformed',
    ],
    ['no Authorization header', without('authorization'), 'missing'],
    [
      'a Bearer key',
      replaced('authorization', 'Bearer clai_x'),
      'the scheme is not AWS4-HMAC-SHA256',
    ],
    [
      'a session token that is not ours',
      (r) => ({ ...r, headers: [...r.headers, ['X-Amz-Security-Token', 'x']] }),
      'wrong session token',
    ],
  ])('%s', async (_name, change, reason) => {
    const signed = await signedByAws4fetch('/dev/api/v1/projects', {
      ...post,
      headers: { ...post.headers, 'x-amz-content-sha256': await sha256(post.body) },
    });
    expect(await verifySignature(signed, rules)).toMatchObject({ kind: 'verified' });
    expect(refusal(await verifySignature(change(signed), rules))).toBe(reason);
  });

  it.each<[string, object, string]>([
    ['an unknown access key', { accessKeyId: 'AKIAUNKNOWN' }, 'unknown access key'],
    ['a wrong secret', { secretAccessKey: 'no' }, 'the signature does not match'],
    ['another Region', { region: 'eu-west-1' }, 'signed for the Region eu-west-1'],
    ['another service', { service: 's3' }, 'signed for the service s3'],
  ])('%s', async (_name, overrides, reason) => {
    const signed = await signedByAws4fetch('/dev/x', {}, overrides);
    expect(refusal(await verifySignature(signed, rules))).toBe(reason);
  });

  it.each([-302, 302])('a clock that is off by %d s', async (seconds) => {
    const signed = await signedByAws4fetch('/dev/x');
    const clock = () => Date.now() + seconds * 1000;
    expect(refusal(await verifySignature(signed, { ...rules, clock }))).toBe('signed too long ago');
  });

  it('an unsigned payload', async () => {
    const signed = await signedByAws4fetch('/dev/x', {
      ...post,
      headers: { ...post.headers, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    });
    expect(refusal(await verifySignature(signed, rules))).toBe('wrong body hash');
  });

  it('a signature without a signed body hash header, when the body changed', async () => {
    const user = `${operator.accessKeyId}:${operator.secretAccessKey}`;
    const args = ['-s', '--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', user];
    await promisify(execFile)('curl', [...args, '-d', 'a', `${server.origin}/dev/x`]);
    const changed = { ...server.lastRequest(), body: Buffer.from('b') };
    expect((await verifySignature(changed, rules)).kind).toBe('invalid');
  });

  it('a signature for another day than its date', async () => {
    const signed = await signedByAws4fetch('/dev/x');
    const authorization = signed.headers.find(([name]) => name.toLowerCase() === 'authorization');
    const otherDay = authorization?.[1].replace(/\/\d{8}\//, '/20200101/') ?? '';
    expect(refusal(await verifySignature(replaced('authorization', otherDay)(signed), rules))).toBe(
      'the credential scope is of another day',
    );
  });

  it('a signature that leaves the host open', async () => {
    const { accessKeyId, secretAccessKey } = operator;
    const signer = new SignatureV4({
      credentials: { accessKeyId, secretAccessKey },
      region: 'us-east-1',
      service: 'execute-api',
      sha256: NodeSha256,
    });
    const request = { method: 'GET', protocol: 'http:', hostname: 'x', path: '/dev/x', query: {} };
    const { headers } = await signer.sign({ ...request, headers: {} });
    const check = await verifySignature(
      {
        method: 'GET',
        rawPath: '/dev/x',
        rawQuery: '',
        headers: Object.entries(headers),
        body: Buffer.of(),
      },
      rules,
    );
    expect(refusal(check)).toBe('the host is not signed');
  });

  it('header bytes of any kind never throw', async () => {
    for (const authorization of [
      '',
      'AWS4-HMAC-SHA256',
      'AWS4-HMAC-SHA256 =,=,',
      'AWS4-HMAC-SHA256 Credential=////aws4_request',
    ])
      expect(
        (
          await verifySignature(
            { ...server.lastRequest(), headers: [['authorization', authorization]] },
            rules,
          )
        ).kind,
      ).toBe('invalid');
  });
});

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

class NodeSha256 {
  readonly #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>;

  constructor(secret?: unknown) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Buffer);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}
