// The proxy with a store of calls that only remembers.
import type { ProxyPorts } from '../../functions/proxy/operation.ts';
import type { CallIntent, Settlement } from '../../shared/usage/call.ts';
import type { CallStore } from '../../shared/usage/meter.ts';
import { type Answer, type ProxyUnderTest, proxyAt } from './proxy.ts';

export type UsageProxy = ProxyUnderTest & {
  readonly opened: CallIntent[];
  readonly settled: Settlement[];
  readonly cancelled: CallIntent[];
  readonly refused: CallIntent[];
  /** Ids of keys whose use was noted. */
  readonly used: string[];
  /** A body that the route takes, with changes. */
  readonly send: (resource: keyof typeof BODIES, changes?: object) => Promise<Answer>;
};

const messages = [{ role: 'user', content: '12345678' }];
const BODIES = {
  '/v1/chat/completions': { model: 'gpt-mock', messages },
  '/v1/responses': { model: 'gpt-mock', input: '12345678' },
  '/v1/embeddings': { model: 'text-embedding-mock', input: '12345678' },
  '/v1/messages': { model: 'claude-mock', max_tokens: 9, messages },
  '/v1/messages/count_tokens': { model: 'claude-mock', messages },
};

export function usageProxyAt(origin: string, changes: Partial<ProxyPorts> = {}): UsageProxy {
  const opened: CallIntent[] = [];
  const settled: Settlement[] = [];
  const cancelled: CallIntent[] = [];
  const refused: CallIntent[] = [];
  const used: string[] = [];
  const calls: CallStore = {
    open: async (intent) => void opened.push(intent),
    settle: async (_place, settlement) => {
      settled.push(settlement);
      return 'settled';
    },
    cancel: async (intent) => void cancelled.push(intent),
    refuse: async (intent) => void refused.push(intent),
    ...changes.calls,
  };
  const noteUse = async (keyId: string) => void used.push(keyId);
  const proxy = proxyAt(origin, { noteUse, ...changes, calls });
  const send: UsageProxy['send'] = (resource, more = {}) =>
    proxy.call({ resource, body: JSON.stringify({ ...BODIES[resource], ...more }) });
  return Object.assign(proxy, { opened, settled, cancelled, refused, used, send });
}
