// Rules that ask cost something: who is over the limit does not have them ask.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../../shared/limits/limiter.ts';
import { type MockProvider, startMockProvider } from '../../../support/mock-provider.ts';
import { heldBy, permitStoreModel } from '../../../support/permit-store-model.ts';
import { savedVersion } from '../../../support/policies.ts';
import { type PolicyProxy, policyProxyAt } from '../../../support/policy-proxy.ts';
import { json } from '../../../support/provider-scripts.ts';
import type { Answer } from '../../../support/proxy.ts';

let mock: MockProvider;

beforeAll(async () => {
  mock = await startMockProvider();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const llmRule = (config: object = {}, more: object = {}): object => ({
  rule_type: 'llm_detection',
  decision: 'block',
  config: { model: 'gpt-judge', instructions: 'Find pirates.', ...config },
  ...more,
});
const said = (content: string) =>
  json(200, {
    choices: [{ message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 70, completion_tokens: 5 },
  });

const send = (proxy: PolicyProxy, text = 'ahoy'): Promise<Answer> =>
  proxy.send('/v1/chat/completions', { messages: [{ role: 'user', content: text }] });

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
