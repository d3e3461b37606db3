// The signature of a secret scanning report: ECDSA over P-256 and SHA-256, of the raw body, by a key of GitHub's.
// Source: docs.github.com, "Secret scanning partner program".
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type HttpRequest, singleHeader } from '../http/message.ts';

export type GithubKeys = {
  /** Null: GitHub publishes no such key. Throws when the list cannot be read. */
  readonly find: (keyId: string) => Promise<KeyObject | null>;
};

const KEY_ID = /^[0-9a-f]{16,128}$/i;
const SIGNATURE = /^[A-Za-z0-9+/]{64,160}={0,2}$/;

/** False for anything but one signature, by a key that GitHub publishes, of exactly these bytes. */
export async function isSignedByGithub(request: HttpRequest, keys: GithubKeys): Promise<boolean> {
  const keyId = singleHeader(request, 'github-public-key-identifier') ?? '';
  const signature = singleHeader(request, 'github-public-key-signature') ?? '';
  if (!KEY_ID.test(keyId) || !SIGNATURE.test(signature)) return false;
  const key = await keys.find(keyId);
  if (key === null) return false;
  return verify('sha256', Buffer.from(request.body ?? ''), key, Buffer.from(signature, 'base64'));
}

/** Null for what is no public key on P-256. */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch {
    // A key that cannot be read is a key that verifies nothing.
    return null;
  }
}
