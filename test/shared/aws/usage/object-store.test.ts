// Owners of objects in the table: whoever is first keeps a name, whatever happens at the same time.
import { beforeAll, expect, it } from 'vitest';
import { objectStore } from '../../../../shared/aws/usage/object-store.ts';
import type { KeyId, ProjectId } from '../../../../shared/kernel/ids.ts';
import type { ObjectStore } from '../../../../shared/objects/ownership.ts';
import { type DynamoEngine, startDynamoEngine } from '../../../support/dynamo-engine.ts';

const project = (letter: string) => `proj_${letter.repeat(22)}` as ProjectId;
let store: ObjectStore;
let engine: DynamoEngine;

beforeAll(async () => {
  engine = await startDynamoEngine();
  store = objectStore(engine.client, engine.usageTable);
  return () => engine.close();
});

const FOR_GOOD = { ttlSeconds: null, unsettled: null };

it('gives an unknown name to nobody', async () => {
  expect(await store.ownerOf('unknown')).toBeNull();
});

it('keeps the first owner, and lets it claim again', async () => {
  expect(await store.claim('name-1', project('a'), FOR_GOOD)).toBe('claimed');
  expect(await store.claim('name-1', project('b'), FOR_GOOD)).toBe('taken');
  expect(
    await store.claim('name-1', project('a'), { ...FOR_GOOD, ttlSeconds: 2_000_000_000 }),
  ).toBe('claimed');
  expect(await store.ownerOf('name-1')).toBe(project('a'));
});

it('has one winner among many at once, whom everybody sees', async () => {
  const owners = ['a', 'b', 'c', 'd', 'e', 'f'].map(project);
  for (let round = 0; round < 20; round++) {
    const name = `race-${round}`;
    const outcomes = await Promise.all(owners.map((owner) => store.claim(name, owner, FOR_GOOD)));
    const winners = owners.filter((_, index) => outcomes[index] === 'claimed');
    expect(winners).toHaveLength(1);
    expect(await store.ownerOf(name)).toBe(winners[0]);
  }
});

it('gives what is not settled to one of many, and to nobody but its owner', async () => {
  const unsettled = {
    keyId: `key_${'k'.repeat(22)}` as KeyId,
    model: 'gpt-4o',
    provider: 'openai',
  };
  await store.claim('run-1', project('a'), { ttlSeconds: 2_000_000_000, unsettled });
  // A later answer tells the name again.
  await store.claim('run-1', project('a'), FOR_GOOD);
  expect(await store.takeUnsettled('run-1', project('b'))).toBeNull();
  const takers = Array.from({ length: 8 }, () => store.takeUnsettled('run-1', project('a')));
  const taken = (await Promise.all(takers)).filter((each) => each !== null);
  expect(taken).toEqual([unsettled]);
  expect(await store.ownerOf('run-1')).toBe(project('a'));
});

it('forgets at its owner’s wish only, and gives the name to nobody else', async () => {
  await store.claim('gone-1', project('a'), FOR_GOOD);
  await store.forget('gone-1', project('b'), 2_000_000_000);
  expect(await store.ownerOf('gone-1')).toBe(project('a'));
  await store.forget('gone-1', project('a'), 2_000_000_000);
  await store.forget('gone-1', project('a'), 2_000_000_000);
  expect(await store.ownerOf('gone-1')).toBeNull();
  expect(await store.claim('gone-1', project('b'), FOR_GOOD)).toBe('taken');
});
