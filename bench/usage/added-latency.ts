// What counting adds to a call through the proxy, beside what one write to the same table takes.
import { setTimeout as wait } from 'node:timers/promises';
import { callStore } from '../../shared/aws/usage/call-store.ts';
import { startDynamoEngine } from '../../test/support/dynamo-engine.ts';
import { startMockProvider } from '../../test/support/mock-provider.ts';
import { chatBody, proxyAt } from '../../test/support/proxy.ts';
import { benchClient, inTurn, plainWrite } from '../added-latency.ts';

/** What follows an answer is over before the next one is measured. */
const SETTLE_MS = 3;

/** Medians, milliseconds: until the answer is out, without what follows it. */
export type AddedLatency = {
  readonly uncountedMs: number;
  readonly countedMs: number;
  /** By itself: the plainest update there is. */
  readonly plainWriteMs: number;
};

export async function measureAddedLatency(): Promise<AddedLatency> {
  const engine = await startDynamoEngine();
  const provider = await startMockProvider();
  const client = benchClient(engine);
  const clock = Date.now;
  const uncounted = proxyAt(provider.origin, { clock });
  const counted = proxyAt(provider.origin, { clock, calls: callStore(client, engine.usageTable) });
  const runs = {
    uncountedMs: () => uncounted.answer({ body: chatBody() }),
    countedMs: () => counted.answer({ body: chatBody() }),
    plainWriteMs: () => plainWrite(client, engine),
  };
  const figures = await inTurn(runs, () => wait(SETTLE_MS));
  client.destroy();
  await Promise.all([provider.close(), engine.close()]);
  return figures;
}
