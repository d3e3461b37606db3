// GitHub's signatures: a P-256 key verifies them, and no other key is even read.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedByGithub, readPublicKey } from '../../../shared/leaks/github-signature.ts';
import { httpRequest } from '../../support/http-request.ts';

/** The sample of docs.github.com, "Secret scanning partner program", and the key that was published for it. */
const SAMPLE = {
  body: '[{"source":"commit","token":"some_token","type":"some_type","url":"https://example.com/base-repo-url/"}]',
  headers: {
    'github-public-key-identifier': [
      'bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c',
    ],
    'github-public-key-signature': [
      'MEQCIQDaMKqrGnE27S0kgMrEK0eYBmyG0LeZismAEz/BgZyt7AIfXt9fErtRS4XaeSt/AO1RtBY66YcAdjxji410VQV4xg==',
    ],
  },
};

const pem = (type: 'ec' | 'rsa' | 'ed25519', options: object): string => {
  const { publicKey } = generateKeyPairSync(type as 'ec', options as { namedCurve: string });
  return String(publicKey.export({ type: 'spki', format: 'pem' }));
};

describe('a published key', () => {
  it('on P-256 is read', () => {
    expect(readPublicKey(pem('ec', { namedCurve: 'prime256v1' }))?.type).toBe('public');
  });

  it.each<[string, string]>([
    ['P-384', pem('ec', { namedCurve: 'secp384r1' })],
    ['secp256k1', pem('ec', { namedCurve: 'secp256k1' })],
    ['RSA', pem('rsa', { modulusLength: 2048 })],
    ['Ed25519', pem('ed25519', {})],
    ['no key', 'x'],
    ['half a key', '-----BEGIN PUBLIC KEY-----\nMFkw'],
  ])('that is %s is not', (_what, text) => {
    expect(readPublicKey(text)).toBeNull();
  });
});

describe('a report', () => {
  it("in the form of GitHub's own sample is looked up by its key id, and judged by that key", async () => {
    const asked: string[] = [];
    const stranger = readPublicKey(pem('ec', { namedCurve: 'prime256v1' }));
    const find = async (keyId: string) => {
      asked.push(keyId);
      return stranger;
    };
    expect(await isSignedByGithub(httpRequest(SAMPLE), { find })).toBe(false);
    expect(asked).toEqual(SAMPLE.headers['github-public-key-identifier']);
  });

  it.each([
    ['key id', { 'github-public-key-identifier': ['../../etc'] }],
    ['key id of 5,000 digits', { 'github-public-key-identifier': ['a'.repeat(5_000)] }],
    ['signature', { 'github-public-key-signature': ['MEQCIQ'] }],
    ['signature of 5,000 characters', { 'github-public-key-signature': ['A'.repeat(5_000)] }],
    ['signature with spaces', { 'github-public-key-signature': [`${'A'.repeat(80)} AA`] }],
  ])('with a malformed %s is refused without asking for a key', async (_what, headers) => {
    const request = httpRequest({ ...SAMPLE, headers: { ...SAMPLE.headers, ...headers } });
    const find = () => Promise.reject(new Error('asked'));
    expect(await isSignedByGithub(request, { find })).toBe(false);
  });
});
