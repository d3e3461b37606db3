// What is kept of loaded policies: those used last, within a weight; a failure never.
import { expect, it } from 'vitest';
import { createPolicyCache } from '../../../../shared/policies/active/policy-cache.ts';

const cacheOf = (maxWeight: number) => {
  const loads: string[] = [];
  const cache = createPolicyCache<number>(maxWeight, (weight) => weight);
  const get = (key: string, weight = 1): Promise<number> =>
    cache.get(key, async () => {
      loads.push(key);
      return weight;
    });
  return { loads, get };
};

it('forgets what was not used for longest', async () => {
  const { loads, get } = cacheOf(2);
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key);
  expect(loads).toStrictEqual(['a', 'b', 'c', 'b']);
});

it('keeps the newest, however heavy, and lets the others go for it', async () => {
  const { loads, get } = cacheOf(10);
  for (const [key, weight] of [
    ['a', 1],
    ['heavy', 50],
    ['heavy', 50],
    ['a', 1],
  ] as const)
    await get(key, weight);
  expect(loads).toStrictEqual(['a', 'heavy', 'a']);
});

it('never keeps a failure', async () => {
  const cache = createPolicyCache<number>(2, () => 1);
  const fail = (): Promise<number> => Promise.reject(new Error('down'));
  await expect(cache.get('a', fail)).rejects.toThrow('down');
  expect(await cache.get('a', async () => 5)).toBe(5);
});
