// Verification: which stored state gives which outcome, and when the store is asked at all.
import { describe, expect, it, vi } from 'vitest';
import type { KeyRow } from '../../../shared/keys/row.ts';
import { verifyKey } from '../../../shared/keys/verify.ts';
import { storedKey, TEST_PROJECT_ID, testRing } from '../../support/keys.ts';

const NOW_MS = 1_790_000_000_000;
const NOW_SECONDS = NOW_MS / 1000;

function setUp(changes: KeyRow = {}) {
  const key = storedKey(changes);
  const findKey = vi.fn(async (keyId: string) => (keyId === key.keyId ? key.row : null));
  const ports = {
    pepper: async (version: string) => testRing.byVersion.get(version) ?? null,
    findKey,
    clock: () => NOW_MS,
  };
  return { ...key, findKey, ports, verify: (text: string | null) => verifyKey(text, ports) };
}

describe('verifyKey', () => {
  it('passes an active key with its project and restrictions', async () => {
    const restrictions = { allowedIps: ['10.0.0.0/8'], models: null, rateLimitRpm: null };
    const { verify, secret, keyId } = setUp({ restrictions });
    expect(await verify(secret.reveal())).toEqual({
      kind: 'active',
      principal: {
        keyId,
        lineage: keyId,
        projectId: TEST_PROJECT_ID,
        name: 'test key',
        mask: secret.mask,
        createdAt: '2026-01-01T00:00:00.000Z',
        expiresAtSeconds: null,
        restrictions,
      },
    });
  });

  it('tells the lineage of a key that came from a rotation', async () => {
    const lineage = `key_${'l'.repeat(22)}`;
    const { verify, secret } = setUp({ lineage });
    expect(await verify(secret.reveal())).toMatchObject({ kind: 'active', principal: { lineage } });
  });

  it('asks the store once for a well-formed key and never for a malformed one', async () => {
    const { verify, secret, findKey } = setUp();
    await verify(secret.reveal());
    expect(findKey).toHaveBeenCalledTimes(1);
    await verify(`${secret.reveal().slice(0, -1)}!`);
    await verify(null);
    expect(findKey).toHaveBeenCalledTimes(1);
  });

  it('refuses a key whose version has no pepper, without asking the store', async () => {
    const { secret, findKey, ports } = setUp();
    const outcome = await verifyKey(secret.reveal(), { ...ports, pepper: async () => null });
    expect(outcome.kind).toBe('malformed');
    expect(findKey).not.toHaveBeenCalled();
  });

  it('does not know a key that was never stored', async () => {
    const { verify } = setUp();
    expect((await verify(storedKey().secret.reveal())).kind).toBe('unknown');
  });

  it.each([
    ['deactivated', { status: 'deactivated' }, 'deactivated'],
    ['deactivated and expired', { status: 'deactivated', expiresAt: 1 }, 'deactivated'],
    ['expiring this very second', { expiresAt: NOW_SECONDS }, 'expired'],
    ['expired a second ago', { expiresAt: NOW_SECONDS - 1 }, 'expired'],
    ['expiring in a second', { expiresAt: NOW_SECONDS + 1 }, 'active'],
  ])('answers a key that is %s', async (_state, changes, kind) => {
    const { verify, secret } = setUp(changes);
    expect((await verify(secret.reveal())).kind).toBe(kind);
  });

  it('tells the key’s rate limit, and whose counter it shares', async () => {
    const first = `key_${'f'.repeat(22)}`;
    const rotated = setUp({ lineage: first, restrictions: { rateLimitRpm: 60 } });
    expect(await rotated.verify(rotated.secret.reveal())).toMatchObject({
      principal: { lineage: first, restrictions: { rateLimitRpm: 60 } },
    });
    const own = setUp();
    expect(await own.verify(own.secret.reveal())).toMatchObject({
      principal: { lineage: own.keyId, restrictions: { rateLimitRpm: null } },
    });
  });

  it.each<[string, KeyRow, string]>([
    ['an expiry in text', { expiresAt: '1790000001' }, 'expiresAt'],
    ['an expiry in milliseconds', { expiresAt: NOW_MS + 1000 }, 'expiresAt'],
    ['an expiry that is no number', { expiresAt: Number.NaN }, 'expiresAt'],
    ['an expiry that is infinite', { expiresAt: Number.POSITIVE_INFINITY }, 'expiresAt'],
    ['a fractional expiry', { expiresAt: NOW_SECONDS + 0.5 }, 'expiresAt'],
    ['a short digest', { digest: new Uint8Array(31) }, 'digest'],
    ['a long digest', { digest: new Uint8Array(33) }, 'digest'],
    ['a digest in text', { digest: 'x'.repeat(32) }, 'digest'],
    ['a digest of another key', { digest: new Uint8Array(32) }, 'digest'],
    ['no digest', { digest: undefined }, 'digest'],
    ['an invented status', { status: 'enabled' }, 'status'],
    ['no status', { status: undefined }, 'status'],
    ['no project', { projectId: undefined }, 'projectId'],
    ['restrictions in text', { restrictions: 'none' }, 'restrictions'],
    ['a lineage that is no key id', { lineage: 'first' }, 'lineage'],
    ['null restrictions', { restrictions: null }, 'restrictions'],
    ['an empty list of models', { restrictions: { models: [] } }, 'restrictions'],
    ['a list of IPs with a number', { restrictions: { allowedIps: [1] } }, 'restrictions'],
    ['a rate limit in text', { restrictions: { rateLimitRpm: '60' } }, 'restrictions'],
    ['a rate limit of nought', { restrictions: { rateLimitRpm: 0 } }, 'restrictions'],
    ['a rate limit that is too large', { restrictions: { rateLimitRpm: 10_001 } }, 'restrictions'],
    ['a lineage that is no key', { lineage: 'proj_x' }, 'lineage'],
  ])('refuses a row with %s, and names the field', async (_what, changes, field) => {
    const { verify, secret, keyId } = setUp(changes);
    expect(await verify(secret.reveal())).toEqual({ kind: 'corrupt', keyId, field });
  });

  it('throws when the store fails: that says nothing about the key', async () => {
    const { secret, ports } = setUp();
    const failing = { ...ports, findKey: async () => Promise.reject(new Error('throttled')) };
    await expect(verifyKey(secret.reveal(), failing)).rejects.toThrow('throttled');
  });

  it('throws when the pepper cannot be read', async () => {
    const { secret, ports } = setUp();
    const failing = { ...ports, pepper: async () => Promise.reject(new Error('no secret')) };
    await expect(verifyKey(secret.reveal(), failing)).rejects.toThrow('no secret');
  });
});
