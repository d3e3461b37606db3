// A saved version is read as it was saved, its dictionaries too, and nothing else is read in its place.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putNew, type Table } from '../../../../shared/aws/dynamo/conditional-write.ts';
import { readTerms, writeTerms } from '../../../../shared/aws/policies/dictionary-content.ts';
import { toVersionItem } from '../../../../shared/aws/policies/version-item.ts';
import { policyVersionReader } from '../../../../shared/aws/policies/version-reader.ts';
import { newDictionaryId, newPolicyId, newRuleId } from '../../../../shared/kernel/ids.ts';
import { newHashKey } from '../../../../shared/policies/hash-key.ts';
import type { SavedVersion } from '../../../../shared/policies/record.ts';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';

let engine: DynamoEngine;
let table: Table;

beforeAll(async () => {
  engine = await startDynamoEngine();
  table = { client: engine.client, name: engine.projectsTable };
});
afterAll(() => engine.close());

const rule = (config: object, name = 'A rule') => ({
  form: {
    id: newRuleId(),
    name,
    rule_type: 'aho_corasick',
    direction: 'all',
    decision: 'mask',
    order: 0,
    config: { ...config },
    is_enabled: true,
    enforcement_mode: 'inherit',
  },
  createdAt: '2026-11-22T12:00:00.000Z',
  updatedAt: '2026-11-22T12:00:00.000Z',
  rev: 1,
});

const version = (changes: Partial<SavedVersion> = {}): SavedVersion => ({
  policyId: newPolicyId(),
  version: 7,
  hash: 'a'.repeat(64),
  ruleCount: 1,
  createdAt: '2026-11-22T12:00:00.000Z',
  createdBy: 'arn:aws:iam::123456789012:user/operator',
  enforcementMode: 'enforce',
  rules: [rule({ terms: ['apollo'] })],
  pins: {},
  hashKey: newHashKey(),
  ...changes,
});

async function store(saved: SavedVersion): Promise<void> {
  const item = toVersionItem(saved);
  if (item === null) throw new Error('too large');
  await putNew(table, 'pk', item);
}

describe('a saved version', () => {
  it('is read with its rules, its key and a dictionary of 100,000 terms', async () => {
    const terms = Array.from({ length: 100_000 }, (_, i) => `term "${i}" ü\u{1f600} ${i * 7919}`);
    const id = newDictionaryId();
    const pin = await writeTerms(table, id, terms);
    expect(pin.chunks).toBeGreaterThan(5);
    const saved = version({ rules: [rule({ dictionary_id: id })], pins: { [id]: pin } });
    await store(saved);
    const { policyId, hash, rules } = saved;
    const read = await policyVersionReader(table).readVersion({ policyId, version: 7, hash });
    expect(read.source).toEqual({ enforcement_mode: 'enforce', rules: rules.map((r) => r.form) });
    expect(read.dictionaries.get(id)).toEqual({ hash: pin.hash, terms });
    expect(read.hashKey.bytes()).toEqual(saved.hashKey.bytes());
  });

  it('keeps its key to itself however it is printed', () => {
    const { hashKey } = version();
    const base64 = Buffer.from(hashKey.bytes()).toString('base64');
    expect(`${hashKey} ${JSON.stringify({ hashKey })}`).not.toContain(base64);
  });

  it('is not read by another number, another hash or another policy', async () => {
    const saved = version();
    await store(saved);
    const { policyId, hash } = saved;
    for (const ref of [
      { policyId, version: 8, hash },
      { policyId, version: 7, hash: 'b'.repeat(64) },
      { policyId: newPolicyId(), version: 7, hash },
    ])
      await expect(policyVersionReader(table).readVersion(ref)).rejects.toThrow('not stored');
  });

  it('is not read at all while a part of it is missing or the store is down', async () => {
    const id = newDictionaryId();
    const saved = version({ pins: { [id]: { hash: 'c'.repeat(64), chunks: 1 } } });
    await store(saved);
    const read = () => policyVersionReader(table).readVersion(saved);
    await expect(read()).rejects.toThrow('lacks a chunk');
    engine.fault = () => 'server-error';
    await expect(read()).rejects.toMatchObject({ code: 'service_unavailable' });
    engine.fault = () => 'none';
  });

  it('is refused when it does not fit an item, or an answer', () => {
    const noise = Array.from({ length: 80_000 }, () => Math.random().toString(36));
    expect(toVersionItem(version({ rules: [rule({ terms: noise })] }))).toBeNull();
    const long = ['x'.repeat(2_000_000)];
    expect(toVersionItem(version({ rules: [rule({ terms: long })] }))).toBeNull();
  });
});

describe('terms', () => {
  it('written again, or again after a failure half-way, stay what they were', async () => {
    const id = newDictionaryId();
    const terms = Array.from({ length: 30_000 }, (_, i) => `term number ${i} of many`);
    let puts = 0;
    engine.fault = ({ operation }) => (operation === 'PutItem' && ++puts > 1 ? 'invalid' : 'none');
    await expect(writeTerms(table, id, terms)).rejects.toThrow();
    engine.fault = () => 'none';
    const pin = await writeTerms(table, id, terms);
    expect(await writeTerms(table, id, terms)).toEqual(pin);
    expect(await readTerms(table, id, pin)).toEqual(terms);
  });
});
