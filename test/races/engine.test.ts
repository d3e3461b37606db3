// The revocation race on the DynamoDB engine: the deployed adapters, verifiers that hammer, operators that rename.
import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Authorizer, createAuthorizer } from '../../functions/authorizer/authorize.ts';
import { createLedger } from '../../shared/aws/audit/ledger.ts';
import { attributeItem } from '../../shared/aws/dynamo/attribute-item.ts';
import { toKeyItem } from '../../shared/aws/keys/item.ts';
import { keyLookup } from '../../shared/aws/keys/lookup.ts';
import { keyStore } from '../../shared/aws/keys/store.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { newProjectId } from '../../shared/kernel/ids.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { deactivateKey } from '../../shared/keys/deactivate.ts';
import { type DraftKey, draftKey } from '../../shared/keys/draft.ts';
import type { KeyStore } from '../../shared/keys/store.ts';
import { type DynamoEngine, startDynamoEngine } from '../support/dynamo-engine.ts';
import { testRing } from '../support/keys.ts';
import { DEACTIVATIONS, passes, type Verdict, violations } from './counts.ts';

/** What one BatchWriteItem takes. */
const BATCH = 25;
const HAMMERS = 2;
/** Deactivations at a time. */
const AT_ONCE = 5;

let engine: DynamoEngine;
/** Straight to the engine: a front that records calls would be half of the work. */
let client: DynamoDBClient;
let keys: KeyStore;
let authorize: Authorizer;
beforeAll(async () => {
  engine = await startDynamoEngine();
  const { url: endpoint, keysTable, auditTable } = engine;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  const ledger = createLedger(
    { table: { client, name: auditTable }, sealer: async () => null, clock: systemClock, wait },
    { actor: { id: 'arn', accountId: null, sourceIp: null }, requestId: 'race', claim: null },
  );
  keys = keyStore({ client, name: keysTable }, ledger);
  authorize = createAuthorizer({
    pepper: async (version) => testRing.byVersion.get(version) ?? null,
    findKey: keyLookup(client, keysTable),
    clock: systemClock,
    log: createLog({ info: () => {}, warn: () => {}, error: () => {} }),
  });
});
afterAll(async () => {
  client.destroy();
  await engine.close();
});

type RacedKey = DraftKey & { acknowledged: boolean };

/** Each in a project of its own: the race is about the row, not about the project's chain of events. */
async function newKey(): Promise<RacedKey> {
  const createdBy = 'arn:aws:iam::123456789012:user/x';
  const request = { projectId: newProjectId(), name: 'raced', createdBy };
  const draft = await draftKey(request, { ring: async () => testRing, clock: systemClock });
  return { ...draft, acknowledged: false };
}

async function storedKeys(): Promise<RacedKey[]> {
  const batch = await Promise.all(Array.from({ length: BATCH }, newKey));
  const requests = batch.map(({ record, digest }) => ({
    PutRequest: { Item: attributeItem(toKeyItem(record, digest)) },
  }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { [engine.keysTable]: requests } }));
  return batch;
}

async function verify(key: RacedKey): Promise<Verdict> {
  const startedAfterAck = key.acknowledged;
  return { startedAfterAck, passed: await passes(authorize, key.secret) };
}

/** `rival`: an operator renames the key at the same time, which must not revive it. */
async function deactivate(key: RacedKey, rival: boolean): Promise<void> {
  const { record } = key;
  const renaming = rival ? keys.replace(record, { ...record, name: 'renamed', rev: 2 }) : null;
  await deactivateKey(record.projectId, record.keyId, null, { keys, clock: systemClock });
  key.acknowledged = true;
  await renaming;
}

async function raceBatch(batch: readonly RacedKey[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let isOver = false;
  const hammer = async (offset: number): Promise<void> => {
    for (let i = offset; !isOver; i++) {
      const key = batch[i % batch.length];
      if (key !== undefined) verdicts.push(await verify(key));
    }
  };
  const hammers = Array.from({ length: HAMMERS }, (_, i) => hammer(i * 8));
  const stop = async (key: RacedKey, index: number): Promise<void> => {
    await deactivate(key, index === 0);
    verdicts.push(await verify(key));
  };
  for (let i = 0; i < batch.length; i += AT_ONCE)
    await Promise.all(batch.slice(i, i + AT_ONCE).map(stop));
  isOver = true;
  await Promise.all(hammers);
  return verdicts;
}

it('no verification that begins after the acknowledgement passes, whoever else writes the row', {
  timeout: 120_000,
}, async () => {
  const verdicts: Verdict[] = [];
  let deactivations = 0;
  while (deactivations < DEACTIVATIONS.engine) {
    const batch = await storedKeys();
    verdicts.push(...(await raceBatch(batch)));
    deactivations += batch.filter(({ acknowledged }) => acknowledged).length;
  }
  expect(violations(verdicts)).toEqual([]);
  expect(deactivations).toBe(DEACTIVATIONS.engine);
  const rows = await engine.rows(engine.keysTable);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ status }) => status !== 'deactivated')).toEqual([]);
  // Hammers met keys on either side, and every acknowledgement was followed by a verification.
  expect(verdicts.filter(({ passed }) => passed).length).toBeGreaterThan(0);
  expect(verdicts.filter(({ startedAfterAck }) => startedAfterAck).length).toBeGreaterThanOrEqual(
    deactivations,
  );
});
