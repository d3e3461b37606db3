// Rules that ask cost something: who is over the limit does not have them ask.
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../../shared/limits/limiter.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { heldBy, permitStoreModel } from '../../../support/permit-store-model.ts';
import { savedVersion } from '../../../support/policies.ts';
import { policyProxyAt } from '../../../support/policy-proxy.ts';
import { llmRule, said, send } from './asking-scene.ts';

const mock = await mockForFile();

describe('a limit', () => {
  const limitedTo = (rateLimitRpm: number) => {
    const store = permitStoreModel();
    const rateLimiter = createRateLimiter({ store, clock: () => 1_790_000_000_500 });
    const proxy = policyProxyAt(mock.origin, [savedVersion([llmRule()])], {
      project: { rateLimitRpm },
      ports: { rateLimiter },
    });
    return { proxy, held: () => heldBy(store, proxy.principal.projectId) };
  };

  it('that is used up lets no rule ask', async () => {
    const { proxy } = limitedTo(1);
    mock.queue.push(said('{"score":0}'));
    expect((await send(proxy)).status).toBe(200);
    expect((await send(proxy)).status).toBe(429);
    expect(mock.requests).toHaveLength(2);
    expect(proxy.refused).toEqual([]);
  });

  it('does not count a request that a model stopped', async () => {
    const { proxy, held } = limitedTo(1);
    mock.queue.push(said('{"score":1}'), said('{"score":1}'));
    expect([(await send(proxy)).status, (await send(proxy)).status]).toEqual([400, 400]);
    expect(held()).toBe(0);
  });
});
