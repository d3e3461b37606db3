// Rows of the Keys table, read strictly: what is not as it was written is an error, never a guess.
import { describe, expect, it } from 'vitest';
import { fromKeyItem, toKeyItem } from '../../../../shared/aws/keys/item.ts';
import { NO_RESTRICTIONS } from '../../../../shared/contracts/principal.ts';
import type { KeyId, ProjectId } from '../../../../shared/kernel/ids.ts';
import type { KeyRecord } from '../../../../shared/keys/record.ts';
import { readKeyRow } from '../../../../shared/keys/row.ts';

const record: KeyRecord = {
  keyId: `key_${'k'.repeat(22)}` as KeyId,
  projectId: `proj_${'p'.repeat(22)}` as ProjectId,
  name: 'name',
  description: 'text',
  mask: 'clai_1abc...xyz',
  status: 'active',
  createdAt: '2026-11-22T12:00:00.000Z',
  createdBy: 'arn:aws:iam::123456789012:user/x',
  expiresAtSeconds: 1_800_000_000,
  lastUsedAtSeconds: null,
  restrictions: { allowedIps: ['192.0.2.1'], models: ['gpt-*'], rateLimitRpm: 60 },
  lineage: `key_${'l'.repeat(22)}` as KeyId,
  rotatedFrom: `key_${'l'.repeat(22)}` as KeyId,
  rotatedTo: null,
  deactivatedAt: null,
  deactivatedReason: null,
  rev: 3,
};
const digest = new Uint8Array(32).fill(7);

describe('a key', () => {
  it.each<[string, Partial<KeyRecord>]>([
    ['with everything', {}],
    ['without a description', { description: null }],
    ['without an expiry', { expiresAtSeconds: null }],
    ['restricted to models', { restrictions: { ...NO_RESTRICTIONS, models: ['m'] } }],
    ['restricted in its rate', { restrictions: { ...NO_RESTRICTIONS, rateLimitRpm: 60 } }],
    ['unrestricted', { restrictions: NO_RESTRICTIONS }],
  ])('%s comes back as it was written, and the authorizer reads the same', (_what, changes) => {
    const key = { ...record, ...changes };
    const item = toKeyItem(key, digest);
    expect(fromKeyItem(item)).toEqual(key);
    const { expiresAtSeconds, restrictions } = key;
    expect(readKeyRow(item)).toMatchObject({
      kind: 'ok',
      digest,
      principal: { expiresAtSeconds, restrictions },
    });
  });

  it.each([
    ['keyId', 'key_1'],
    ['projectId', 'x'],
    ['name', undefined],
    ['mask', 7],
    ['status', 'expired'],
    ['createdAt', 'yesterday'],
    ['createdBy', null],
    ['expiresAt', '1800000000'],
    ['expiresAt', 1_800_000_000_000],
    ['expiresAt', 1.5],
    ['lastUsedAt', -1],
    ['restrictions', []],
    ['restrictions', { allowedIps: [] }],
    ['restrictions', { models: 'gpt-4.1' }],
    ['restrictions', { unknown: ['x'] }],
    ['restrictions', { rateLimitRpm: 0 }],
    ['restrictions', { rateLimitRpm: '60' }],
    ['rev', '3'],
  ])('with %s = %j is an internal error that quotes nothing', (field, value) => {
    const item = { ...toKeyItem(record, digest), [field]: value };
    expect(() => fromKeyItem(item)).toThrow(expect.objectContaining({ code: 'internal_error' }));
  });
});
