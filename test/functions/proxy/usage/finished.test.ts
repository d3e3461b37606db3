// Calls that their provider finishes: counted as it says, whatever the wire format.
import { beforeEach, describe, expect, it } from 'vitest';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { json } from '../../../support/provider-scripts.ts';
import { PRINCIPAL } from '../../../support/proxy.ts';
import { type UsageProxy, usageProxyAt } from '../../../support/usage-proxy.ts';

const mock = await mockForFile();
let proxy: UsageProxy;

beforeEach(() => {
  proxy = usageProxyAt(mock.origin);
});

describe('a call that the provider finishes', () => {
  it.each([
    ['/v1/chat/completions', false],
    ['/v1/chat/completions', true],
    ['/v1/responses', false],
    ['/v1/responses', true],
    ['/v1/messages', false],
    ['/v1/messages', true],
  ] as const)('is counted as the provider says: %s, stream %s', async (resource, stream) => {
    expect((await proxy.send(resource, { stream })).status).toBe(200);
    expect(proxy.settled).toMatchObject([
      { outcome: 'ok', estimated: false, tokens: { input: 5, output: 7 } },
    ]);
  });

  it('is counted for embeddings, which have no output', async () => {
    await proxy.send('/v1/embeddings');
    expect(proxy.settled).toMatchObject([{ estimated: false, tokens: { input: 5, output: 0 } }]);
  });

  it('is written down with its project, key, model and provider before the provider is asked', async () => {
    let openedBefore = 0;
    mock.fallback = (request, response) => {
      openedBefore = proxy.opened.length;
      json(200, {})(request, response);
    };
    await proxy.send('/v1/chat/completions');
    const { projectId, keyId } = PRINCIPAL;
    const intent = { projectId, keyId, model: 'gpt-mock', provider: 'openai' };
    expect(proxy.opened).toMatchObject([{ ...intent, estimatedInputTokens: 2 }]);
    expect(openedBefore).toBe(1);
  });

  it('hides the usage that only we asked for, and counts it', async () => {
    const { text } = await proxy.send('/v1/chat/completions', { stream: true });
    expect(text).not.toContain('prompt_tokens');
    expect(proxy.settled).toMatchObject([{ estimated: false }]);
  });

  it('is estimated when the provider never says', async () => {
    mock.fallback = json(200, { choices: [{ message: { content: '123456789' } }] });
    await proxy.send('/v1/chat/completions');
    expect(proxy.settled).toMatchObject([
      { outcome: 'ok', estimated: true, tokens: { input: 2, output: 3 } },
    ]);
  });

  it('notes the use of its key, as every other route does', async () => {
    await proxy.send('/v1/chat/completions');
    await proxy.call({ method: 'GET', resource: '/v1/key' });
    await proxy.call({ method: 'GET', resource: '/v1/models' });
    expect(proxy.used).toEqual(Array.from({ length: 3 }, () => PRINCIPAL.keyId));
  });
});
