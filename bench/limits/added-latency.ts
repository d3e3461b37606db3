// What a rate limit adds to a call through the proxy, beside what one write to the same table takes.
import { randomBytes } from 'node:crypto';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { permitStore } from '../../shared/aws/permit-store.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import { NONCE_BYTES, type PermitStore } from '../../shared/limits/permit.ts';
import { SHARD_PERMITS } from '../../shared/limits/shards.ts';
import { windowAt } from '../../shared/limits/window.ts';
import { type DynamoEngine, startDynamoEngine } from '../../test/support/dynamo-engine.ts';
import { startMockProvider } from '../../test/support/mock-provider.ts';
import { chatBody, type ProxyUnderTest, projectAt, proxyAt } from '../../test/support/proxy.ts';

const WARM_UP = 200;
const ROUNDS = 1_500;

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
  const client = new DynamoDBClient({
    ...clientConfig,
    endpoint: engine.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const proxy = limitedProxy(provider.origin, client, engine);
  const runs = {
    unlimitedMs: () => callWith(proxy, provider.origin, null, null),
    oneLimitMs: () => callWith(proxy, provider.origin, null, 10_000),
    twoLimitsMs: () => callWith(proxy, provider.origin, 10_000, 10_000),
    permitWriteMs: () => permitWrite(permitStore(client, engine.usageTable)),
    plainWriteMs: () => plainWrite(client, engine),
  };
  const names = Object.keys(runs) as (keyof AddedLatency)[];
  const timings = Object.fromEntries(names.map((name) => [name, [] as number[]]));
  // One of each in turn, so that a slow moment of the machine meets all alike.
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    for (const name of names) {
      const startMs = performance.now();
      await runs[name]();
      if (i >= WARM_UP) timings[name]?.push(performance.now() - startMs);
    }
  }
  client.destroy();
  await Promise.all([provider.close(), engine.close()]);
  return Object.fromEntries(
    names.map((name) => [name, median(timings[name] ?? [])]),
  ) as AddedLatency;
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

const plainWrite = (client: DynamoDBClient, engine: DynamoEngine): Promise<unknown> =>
  client.send(
    new UpdateItemCommand({
      TableName: engine.usageTable,
      Key: { pk: { S: 'bench' }, sk: { S: 'bench' } },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    }),
  );

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
