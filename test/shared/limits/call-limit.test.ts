// The limits of one call: whose apply, what a refusal or an outage means for it, what its answer tells.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Restrictions } from '../../../shared/contracts/principal.ts';
import { ApiError } from '../../../shared/errors/api-error.ts';
import type { KeyId } from '../../../shared/kernel/ids.ts';
import { createLog } from '../../../shared/kernel/log.ts';
import { type CallLimit, callLimit } from '../../../shared/limits/call-limit.ts';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import type { Project } from '../../../shared/projects/project.ts';
import {
  heldBy,
  type PermitStoreModel,
  permitStoreModel,
} from '../../support/permit-store-model.ts';
import { PRINCIPAL, projectAt } from '../../support/proxy.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 10, 0, 48);
const RESET = String(Date.UTC(2026, 10, 22, 10, 1) / 1000);
const clock = () => NOW_MS;

let store: PermitStoreModel;
let lines: string[];

const write = (entry: object): void => void lines.push(JSON.stringify(entry));
const limitOf = (
  rateLimitRpm: Restrictions['rateLimitRpm'],
  project: Partial<Project>,
  lineage = PRINCIPAL.lineage,
): CallLimit => {
  const principal = {
    ...PRINCIPAL,
    lineage,
    restrictions: { ...PRINCIPAL.restrictions, rateLimitRpm },
  };
  const caller = { principal, project: projectAt('https://x', project), requestId: 'req-1' };
  return callLimit(caller, {
    rateLimiter: createRateLimiter({ store, clock }),
    clock,
    log: createLog({ info: write, warn: write, error: write }),
  });
};
const failure = (limit: CallLimit): Promise<unknown> =>
  limit.take().then(
    () => null,
    (error: unknown) => error,
  );
const storeDown = async (): Promise<void> => {
  throw new ApiError('service_unavailable', { cause: new Error('throttled') });
};

beforeEach(() => {
  store = permitStoreModel();
  lines = [];
});

describe('a call without limits', () => {
  it('passes, tells nothing, reads nothing, and is refunded for nothing', async () => {
    const limit = limitOf(null, {});
    expect(limit.headers()).toEqual({});
    await limit.take();
    await limit.refund();
    expect(limit.headers()).toEqual({});
    expect(Object.values(store.calls)).toEqual([0, 0, 0, 0]);
  });
});

describe('a limited call', () => {
  it('counts for its key and its project', async () => {
    await limitOf(5, { rateLimitRpm: 9 }).take();
    expect(heldBy(store, PRINCIPAL.keyId)).toBe(1);
    expect(heldBy(store, PRINCIPAL.projectId)).toBe(1);
  });

  it('counts for the first key of its line of rotations, so that a new key begins with no new limit', async () => {
    const first = `key_${'f'.repeat(22)}` as KeyId;
    await limitOf(5, {}, first).take();
    expect([...store.rows.keys()]).toEqual([expect.stringContaining(first)]);
  });

  it('tells before it is counted what is known without the store', () => {
    expect(limitOf(5, { rateLimitRpm: 3 }).headers()).toEqual({
      'x-ratelimit-limit': '3',
      'x-ratelimit-reset': RESET,
    });
  });

  it('tells what is left once it is counted', async () => {
    const limit = limitOf(null, { rateLimitRpm: 3 });
    await limit.take();
    expect(limit.headers()).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '2',
    });
  });

  it('over its limit is refused with the sentence, and when to come back', async () => {
    await limitOf(null, { rateLimitRpm: 1 }).take();
    const limit = limitOf(null, { rateLimitRpm: 1 });
    expect(await failure(limit)).toMatchObject({
      code: 'rate_limit_exceeded',
      message: 'Rate limit exceeded. Max 1 requests per minute. Try again in 12s.',
      headers: { 'retry-after': '12' },
    });
    expect(limit.headers()).toEqual({
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': RESET,
    });
  });

  it('can be made not to count', async () => {
    const limit = limitOf(5, { rateLimitRpm: 9 });
    await limit.take();
    await limit.refund();
    expect(heldBy(store, PRINCIPAL.keyId) + heldBy(store, PRINCIPAL.projectId)).toBe(0);
  });
});

describe('an outage of the store', () => {
  it('refuses calls with 503 unless the project says otherwise', async () => {
    store.before = storeDown;
    expect(await failure(limitOf(5, {}))).toMatchObject({ code: 'service_unavailable' });
  });

  it('lets calls pass when the project says so, tells the limit and no remainder, and is logged', async () => {
    store.before = storeDown;
    const limit = limitOf(5, { rateLimitOnStoreFailure: 'open' });
    expect(await failure(limit)).toBeNull();
    expect(limit.headers()).toEqual({ 'x-ratelimit-limit': '5', 'x-ratelimit-reset': RESET });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'rate_limit_not_counted', requestId: 'req-1', projectId: PRINCIPAL.projectId },
    ]);
  });

  it('does not open a limit that is known to be used up', async () => {
    const open = { rateLimitRpm: 1, rateLimitOnStoreFailure: 'open' } as const;
    const rateLimiter = createRateLimiter({ store, clock });
    const caller = { principal: PRINCIPAL, project: projectAt('https://x', open), requestId: 'r' };
    const ports = {
      rateLimiter,
      clock,
      log: createLog({ info: write, warn: write, error: write }),
    };
    await callLimit(caller, ports).take();
    store.before = storeDown;
    expect(await failure(callLimit(caller, ports))).toMatchObject({ code: 'rate_limit_exceeded' });
  });
});
