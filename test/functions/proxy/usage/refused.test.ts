// Requests that reach no provider: nothing is counted, and nothing goes out that could not be.
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_RESTRICTIONS } from '../../../../shared/contracts/principal.ts';
import { ApiError } from '../../../../shared/errors/api-error.ts';
import { createRateLimiter } from '../../../../shared/limits/limiter.ts';
import { mockForFile } from '../../../support/mock-for-file.ts';
import { heldBy, permitStoreModel } from '../../../support/permit-store-model.ts';
import { errorOf, PRINCIPAL, projectAt, scopeOf } from '../../../support/proxy.ts';
import { type UsageProxy, usageProxyAt } from '../../../support/usage-proxy.ts';

const mock = await mockForFile();
let proxy: UsageProxy;

beforeEach(() => {
  proxy = usageProxyAt(mock.origin);
});

const unavailable = () => Promise.reject(new ApiError('service_unavailable'));
const limited = { ...PRINCIPAL, restrictions: { ...NO_RESTRICTIONS, rateLimitRpm: 1 } };

describe('a request that reaches no provider', () => {
  it.each<[string, () => void, object]>([
    ['an inactive project', () => change({ isActive: false }), {}],
    ['no provider token', () => change(scopeOf()), {}],
    ['a wrong field', () => {}, { messages: {} }],
  ])('is not counted: %s', async (_what, arrange, body) => {
    arrange();
    expect((await proxy.send('/v1/chat/completions', body)).status).toBeGreaterThanOrEqual(400);
    expect([proxy.opened, proxy.settled, proxy.cancelled]).toEqual([[], [], []]);
    expect(proxy.used).toEqual([PRINCIPAL.keyId]);
  });

  it('is not counted when the limit refuses it', async () => {
    proxy.principal = limited;
    await proxy.send('/v1/chat/completions');
    expect((await proxy.send('/v1/chat/completions')).status).toBe(429);
    expect(proxy.opened).toHaveLength(1);
  });

  it('is not counted when its token cannot be read', async () => {
    const secrets = { read: unavailable, reread: unavailable };
    proxy = usageProxyAt(mock.origin, { secrets });
    expect((await proxy.send('/v1/chat/completions')).status).toBe(503);
    expect(proxy.opened).toEqual([]);
  });

  it('is refused with 503 when it cannot be written down, and its permit is given back', async () => {
    const permits = permitStoreModel();
    const rateLimiter = createRateLimiter({ store: permits, clock: proxy.ports.clock });
    const calls = { ...proxy.ports.calls, open: unavailable };
    const { cancelled } = proxy;
    proxy = usageProxyAt(mock.origin, { calls, rateLimiter });
    proxy.principal = limited;
    const answer = await proxy.send('/v1/chat/completions');
    expect([answer.status, errorOf(answer)['code']]).toEqual([503, 'service_unavailable']);
    expect(mock.requests).toEqual([]);
    expect(cancelled).toHaveLength(1);
    expect(heldBy(permits, proxy.principal.lineage)).toBe(0);
  });
});

function change(changes: Parameters<typeof projectAt>[1]): void {
  proxy.project = projectAt(mock.origin, changes);
}
