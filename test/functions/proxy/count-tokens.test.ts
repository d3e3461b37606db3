// POST /v1/messages/count_tokens: a call of Anthropic's that is no model call to limits and usage.
import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../shared/limits/limiter.ts';
import { mockForFile } from '../../support/mock-for-file.ts';
import { heldBy, permitStoreModel } from '../../support/permit-store-model.ts';
import { savedVersion } from '../../support/policies.ts';
import { policyProxyAt } from '../../support/policy-proxy.ts';
import { errorOf, PRINCIPAL } from '../../support/proxy.ts';

const PATH = '/v1/messages/count_tokens';
const body = (content = 'Hi', model = 'claude-mock') => ({
  model,
  messages: [{ role: 'user', content }],
});

const mock = await mockForFile();

const block = {
  rule_type: 'regex',
  direction: 'inbound',
  decision: 'block',
  config: { patterns: [{ pattern: 'pirate' }] },
};
const mask = {
  rule_type: 'regex',
  direction: 'all',
  decision: 'mask',
  config: { patterns: [{ pattern: 'rum', replacement: '[X]' }] },
};

function limitedProxy() {
  const permits = permitStoreModel();
  const rateLimiter = createRateLimiter({ store: permits, clock: () => 1_790_000_000_500 });
  const versions = [savedVersion([block, mask])];
  const project = { rateLimitRpm: 1 };
  return {
    permits,
    proxy: policyProxyAt(mock.origin, versions, { project, ports: { rateLimiter } }),
  };
}

describe('counting tokens', () => {
  it('is answered by Anthropic, after the rules, and takes no permit', async () => {
    const { proxy, permits } = limitedProxy();
    for (let times = 0; times < 3; times++) {
      const answer = await proxy.send(PATH, body('yo ho rum'));
      expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { input_tokens: 5 }]);
    }
    const [seen] = mock.requests;
    expect([seen?.url, JSON.parse(seen?.body ?? '').messages[0].content]).toEqual([
      PATH,
      'yo ho [X]',
    ]);
    expect(heldBy(permits, PRINCIPAL.projectId)).toBe(0);
    expect(proxy.settled).toEqual([]);
  });

  it('is stopped by the rules, and told in Anthropic’s envelope', async () => {
    const { proxy } = limitedProxy();
    const answer = await proxy.send(PATH, body('a pirate'));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ type: 'error' });
    expect(errorOf(answer)).toMatchObject({ code: 'content_blocked' });
    expect(mock.requests).toEqual([]);
  });

  it('serves Anthropic models only', async () => {
    const { proxy } = limitedProxy();
    expect(errorOf(await proxy.send(PATH, body('Hi', 'gpt-4o')))).toMatchObject({
      code: 'wrong_endpoint',
    });
  });
});
