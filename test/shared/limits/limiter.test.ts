// One call's rate limit: what is granted, refused, given back and told, one call after another.
import { beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/errors/api-error.ts';
import { createRateLimiter, type RateLimiter } from '../../../shared/limits/limiter.ts';
import type { LimitScope } from '../../../shared/limits/permit.ts';
import {
  heldBy,
  type PermitStoreModel,
  permitStoreModel,
} from '../../support/permit-store-model.ts';

const storeDown = new ApiError('service_unavailable');
const START_MS = Date.UTC(2026, 10, 22, 10, 0);
const END_SECONDS = START_MS / 1000 + 60;
const key = (perMinute: number): LimitScope => ({ id: 'key_a', perMinute });
const project = (perMinute: number): LimitScope => ({ id: 'proj_p', perMinute });

let store: PermitStoreModel;
let nowMs: number;
let limit: RateLimiter;

/** Another process: it shares the store and nothing else. */
const newProcess = (): RateLimiter => createRateLimiter({ store, clock: () => nowMs });

beforeEach(() => {
  store = permitStoreModel();
  nowMs = START_MS;
  limit = newProcess();
});

const times = async (count: number, scopes: LimitScope[], limiter = limit): Promise<string[]> => {
  const kinds: string[] = [];
  for (let i = 0; i < count; i++) kinds.push((await limiter(scopes)).kind);
  return kinds;
};
const granted = (kinds: string[]): number => kinds.filter((kind) => kind === 'granted').length;

describe('a call without a limit', () => {
  it('costs no read and no write', async () => {
    expect(await limit([])).toEqual({ kind: 'unlimited' });
    expect(store.calls).toEqual({ take: 0, giveBack: 0, noteFull: 0, fullShards: 0 });
  });
});

describe('a limit', () => {
  it.each([1, 60, 100, 101, 150, 250])('of %i grants exactly as many calls', async (perMinute) => {
    expect(granted(await times(perMinute + 20, [project(perMinute)]))).toBe(perMinute);
    expect(heldBy(store, 'proj_p')).toBe(perMinute);
  });

  it('counts down to nothing, and tells when it begins anew', async () => {
    const remaining: unknown[] = [];
    for (let i = 0; i < 3; i++) {
      const outcome = await limit([project(3)]);
      if (outcome.kind === 'granted') remaining.push(outcome.status);
    }
    const status = { perMinute: 3, resetsAtSeconds: END_SECONDS };
    expect(remaining).toEqual([2, 1, 0].map((left) => ({ ...status, remaining: left })));
    nowMs += 48_000;
    expect(await limit([project(3)])).toEqual({
      kind: 'refused',
      status: { ...status, remaining: 0 },
      retryAfterSeconds: 12,
    });
  });

  it('above 100 is told as about what is left', async () => {
    for (let i = 0; i < 100; i++) await limit([project(1_000)]);
    const outcome = await limit([project(1_000)]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    expect(outcome.status.remaining).toBeGreaterThan(700);
    expect(outcome.status.remaining).toBeLessThan(1_000);
  });

  it('costs one write a granted call, and nothing for the refusals after the last', async () => {
    await times(60, [project(60)]);
    expect(store.calls).toEqual({ take: 60, giveBack: 0, noteFull: 0, fullShards: 0 });
    await times(100, [project(60)]);
    expect(store.calls.take).toBe(60);
  });

  it('costs another process one refused write', async () => {
    await times(60, [project(60)]);
    expect(await times(100, [project(60)], newProcess())).not.toContain('granted');
    expect(store.calls.take).toBe(61);
  });

  it('holds for one window, and begins anew with the next', async () => {
    expect(granted(await times(5, [project(3)]))).toBe(3);
    nowMs = END_SECONDS * 1000 - 1;
    expect(granted(await times(5, [project(3)]))).toBe(0);
    nowMs += 1;
    expect(granted(await times(5, [project(3)]))).toBe(3);
  });

  it('holds in each window by itself, also when clocks differ by ten minutes', async () => {
    const clocks = [-600_000, 0, 600_000, -600_000];
    for (const skewMs of clocks) {
      const skewed = createRateLimiter({ store, clock: () => nowMs + skewMs });
      await times(20, [project(7)], skewed);
    }
    expect([...store.rows.values()].map((held) => held.size)).toEqual([7, 7, 7]);
  });

  it('of another scope is not touched', async () => {
    await times(5, [{ id: 'proj_q', perMinute: 3 }]);
    expect(granted(await times(5, [project(3)]))).toBe(3);
  });
});

describe('two limits', () => {
  it('take the key’s permit first, then the project’s', async () => {
    await limit([key(5), project(5)]);
    expect([...store.writes.keys()].map((name) => name.split('#')[0])).toEqual(['key_a', 'proj_p']);
  });

  it.each([
    ['the key', 10, 100, 10, 9],
    ['the project', 100, 10, 10, 9],
  ])('are told as the tighter one: %s', async (_which, ofKey, ofProject, perMinute, remaining) => {
    const outcome = await limit([key(ofKey), project(ofProject)]);
    expect(outcome).toMatchObject({ kind: 'granted', status: { perMinute, remaining } });
  });

  it('are told as the smaller one when as much is left of both', async () => {
    await limit([project(12)]);
    expect(await limit([key(11), project(12)])).toMatchObject({ status: { perMinute: 11 } });
    await limit([key(13)]);
    expect(await limit([key(13), project(12)])).toMatchObject({ status: { perMinute: 12 } });
  });

  it('leave the project alone when the key is over its own', async () => {
    await times(10, [key(3), project(100)], newProcess());
    await times(10, [key(3), project(100)], newProcess());
    expect(heldBy(store, 'proj_p')).toBe(3);
  });

  it('give the key’s permit back when the project refuses', async () => {
    await times(3, [project(3)], newProcess());
    expect(await limit([key(5), project(3)])).toMatchObject({
      kind: 'refused',
      status: { perMinute: 3 },
    });
    expect(heldBy(store, 'key_a')).toBe(0);
  });

  it('take nothing of the key once the project is known to be used up', async () => {
    await times(3, [project(3)], newProcess());
    await times(50, [key(5), project(3)]);
    expect(store.calls).toMatchObject({ take: 3 + 2, giveBack: 1 });
  });
});

describe('a refund', () => {
  it('makes the call not count, however often it is asked for', async () => {
    const outcome = await limit([key(2), project(2)]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    await Promise.all([outcome.refund(), outcome.refund()]);
    await outcome.refund();
    expect([heldBy(store, 'key_a'), heldBy(store, 'proj_p')]).toEqual([0, 0]);
    expect(granted(await times(5, [key(2), project(2)]))).toBe(2);
  });

  it('of the last permit frees it for this process', async () => {
    const outcome = await limit([project(1)]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    expect(await times(1, [project(1)])).toEqual(['refused']);
    await outcome.refund();
    expect(await times(2, [project(1)])).toEqual(['granted', 'refused']);
  });

  it('that fails does not fail the call', async () => {
    const outcome = await limit([project(2)]);
    if (outcome.kind !== 'granted') return expect.fail(outcome.kind);
    store.before = () => Promise.reject(storeDown);
    await expect(outcome.refund()).resolves.toBeUndefined();
  });
});

describe('a limit that is changed within its window', () => {
  it('raised: counts what was granted before', async () => {
    expect(granted(await times(20, [project(10)]))).toBe(10);
    expect(granted(await times(200, [project(150)]))).toBe(140);
  });

  it('lowered: grants nothing more when as much was granted already', async () => {
    await times(40, [project(50)]);
    expect(granted(await times(20, [project(30)]))).toBe(0);
    expect(granted(await times(20, [project(50)]))).toBe(10);
  });
});

describe('a store that fails', () => {
  const failOn = (nth: number, when: 'before' | 'after') => {
    let takes = 0;
    store[when] = async (method) => {
      if (method === 'take' && ++takes === nth) throw storeDown;
    };
  };

  it.each([
    'before',
    'after',
  ] as const)('%s the write is told, and counts nothing', async (when) => {
    failOn(1, when);
    const outcome = await limit([project(5)]);
    expect(outcome).toMatchObject({
      kind: 'unknown',
      status: { perMinute: 5, remaining: null, resetsAtSeconds: END_SECONDS },
      cause: storeDown,
    });
    expect(heldBy(store, 'proj_p')).toBe(0);
    expect(granted(await times(10, [project(5)]))).toBe(5);
  });

  it('through a bug of ours is no outage: it is thrown, and passes nothing', async () => {
    store.before = async (method) => {
      if (method === 'take') throw new TypeError('bug');
    };
    await expect(limit([project(5)])).rejects.toThrow(TypeError);
  });

  it('for the project gives the key’s permit back', async () => {
    failOn(2, 'before');
    expect((await limit([key(5), project(5)])).kind).toBe('unknown');
    expect(heldBy(store, 'key_a')).toBe(0);
  });

  it('for the notes of full rows grants as many calls as without', async () => {
    store.before = async (method) => {
      if (method === 'noteFull' || method === 'fullShards') throw storeDown;
    };
    expect(granted(await times(200, [project(350)], newProcess()))).toBe(200);
    expect(granted(await times(200, [project(350)], newProcess()))).toBe(150);
  });
});
