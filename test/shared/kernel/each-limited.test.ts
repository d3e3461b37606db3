// Bounded concurrency: each item once, never more than allowed, and an end after a failure.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eachLimited } from '../../../shared/kernel/each-limited.ts';

describe('eachLimited', () => {
  it('runs each item once, with at most so many at a time', async () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const done: number[] = [];
    let running = 0;
    let most = 0;
    await eachLimited(items, 4, async (item) => {
      most = Math.max(most, ++running);
      await pause(item % 3);
      running--;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
    expect(most).toBe(4);
  });

  it('begins nothing after a failure, waits for what runs, and throws it', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const run = eachLimited([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item);
      if (item === 0) throw new Error('first');
      await pause(5);
      ended.push(item);
    });
    await expect(run).rejects.toThrow('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });

  it('does nothing for nothing', async () => {
    await eachLimited([], 3, async () => {
      throw new Error('called');
    });
  });
});
