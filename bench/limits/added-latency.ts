// What a rate limit adds to a call through the proxy, beside what one write to the same table takes.
import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { permitStore } from '../../shared/aws/usage/permit-store.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { NONCE_BYTES, type PermitStore } from '../../shared/limits/permit.ts';
import { SHARD_PERMITS } from '../../shared/limits/shards.ts';
import { windowAt } from '../../shared/limits/window.ts';
import { type DynamoEngine, startDynamoEngine } from '../../test/support/dynamo-engine.ts';
import { startMockProvider } from '../../test/support/mock-provider.ts';
import { chatBody, type ProxyUnderTest, projectAt, proxyAt } from '../../test/support/proxy.ts';
import { benchClient, inTurn, plainWrite } from '../added-latency.ts';

/** Medians, milliseconds. */
export type AddedLatency = {
  /** A call without a limit, with its project's limit, with its key's and its project's. */
  readonly unlimitedMs: number;
  readonly oneLimitMs: number;
  readonly twoLimitsMs: number;
  /** By itself: the conditional write that takes a permit, and the plainest update there is. */
  readonly permitWriteMs: number;
  readonly plainWriteMs: number;
};

export async function measureAddedLatency(): Promise<AddedLatency> {
  const engine = await startDynamoEngine();
  const provider = await startMockProvider();
  const client = benchClient(engine);
  const proxy = limitedProxy(provider.origin, client, engine);
  const runs = {
    unlimitedMs: () => callWith(proxy, provider.origin, null, null),
    oneLimitMs: () => callWith(proxy, provider.origin, null, 10_000),
    twoLimitsMs: () => callWith(proxy, provider.origin, 10_000, 10_000),
    permitWriteMs: () => permitWrite(permitStore(client, engine.usageTable)),
    plainWriteMs: () => plainWrite(client, engine),
  };
  const figures = await inTurn(runs);
  client.destroy();
  await Promise.all([provider.close(), engine.close()]);
  return figures;
}

/** The project is in memory: its read is the same for all. */
function limitedProxy(
  origin: string,
  client: DynamoDBClient,
  engine: DynamoEngine,
): ProxyUnderTest {
  const clock = Date.now;
  const store = permitStore(client, engine.usageTable);
  return proxyAt(origin, { clock, rateLimiter: createRateLimiter({ store, clock }) });
}

async function callWith(
  proxy: ProxyUnderTest,
  origin: string,
  ofKey: number | null,
  ofProject: number | null,
): Promise<void> {
  const restrictions = { ...proxy.principal.restrictions, rateLimitRpm: ofKey };
  proxy.principal = { ...proxy.principal, restrictions };
  proxy.project = projectAt(origin, { rateLimitRpm: ofProject });
  const { status } = await proxy.call({ body: chatBody() });
  if (status !== 200) throw new Error(`answered ${status}`);
}

let permits = 0;

/** Rows fill up as those of a limit do. */
const permitWrite = (store: PermitStore): Promise<unknown> =>
  store.take(
    {
      scopeId: 'bench',
      window: windowAt(0),
      shardIndex: Math.floor(permits++ / SHARD_PERMITS),
      nonce: randomBytes(NONCE_BYTES),
    },
    SHARD_PERMITS,
  );
