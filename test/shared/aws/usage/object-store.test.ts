// Owners of objects in the table: whoever is first keeps a name, whatever happens at the same time.
import { beforeAll, expect, it } from 'vitest';
import { objectStore } from '../../../../shared/aws/usage/object-store.ts';
import type { ProjectId } from '../../../../shared/kernel/ids.ts';
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

it('gives an unknown name to nobody', async () => {
  expect(await store.ownerOf('unknown')).toBeNull();
});

it('keeps the first owner, and lets it claim again', async () => {
  expect(await store.claim('name-1', project('a'), null)).toBe('claimed');
  expect(await store.claim('name-1', project('b'), null)).toBe('taken');
  expect(await store.claim('name-1', project('a'), 2_000_000_000)).toBe('claimed');
  expect(await store.ownerOf('name-1')).toBe(project('a'));
});

it('has one winner among many at once, whom everybody sees', async () => {
  const owners = ['a', 'b', 'c', 'd', 'e', 'f'].map(project);
  for (let round = 0; round < 20; round++) {
    const name = `race-${round}`;
    const outcomes = await Promise.all(owners.map((owner) => store.claim(name, owner, null)));
    const winners = owners.filter((_, index) => outcomes[index] === 'claimed');
    expect(winners).toHaveLength(1);
    expect(await store.ownerOf(name)).toBe(winners[0]);
  }
});
