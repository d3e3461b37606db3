// What counting adds to a call through the proxy, beside what one write to the same table takes.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { callStore } from '../../shared/aws/call-store.ts';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { type DynamoEngine, startDynamoEngine } from '../../test/support/dynamo-engine.ts';
import { startMockProvider } from '../../test/support/mock-provider.ts';
import { chatBody, proxyAt } from '../../test/support/proxy.ts';
import { median } from '../stats.ts';

const WARM_UP = 200;
const ROUNDS = 1_500;

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
  const client = new DynamoDBClient({
    ...clientConfig,
    endpoint: engine.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const clock = Date.now;
  const uncounted = proxyAt(provider.origin, { clock });
  const counted = proxyAt(provider.origin, { clock, calls: callStore(client, engine.usageTable) });
  const runs = {
    uncountedMs: () => uncounted.answer({ body: chatBody() }),
    countedMs: () => counted.answer({ body: chatBody() }),
    plainWriteMs: () => plainWrite(client, engine),
  };
  const figures = await inTurn(runs);
  client.destroy();
  await Promise.all([provider.close(), engine.close()]);
  return figures;
}

/** One of each in turn, so that a slow moment of the machine meets all alike. */
async function inTurn<N extends string>(
  runs: Readonly<Record<N, () => Promise<unknown>>>,
): Promise<Record<N, number>> {
  const names = Object.keys(runs) as N[];
  const timings = new Map(names.map((name) => [name, [] as number[]]));
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    for (const name of names) {
      const startMs = performance.now();
      await runs[name]();
      if (i >= WARM_UP) timings.get(name)?.push(performance.now() - startMs);
      // What follows an answer is over before the next one is measured.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(timings.get(name) ?? [])])) as Record<
    N,
    number
  >;
}

const plainWrite = (client: DynamoDBClient, engine: DynamoEngine): Promise<unknown> =>
  client.send(
    new UpdateItemCommand({
      TableName: engine.usageTable,
      Key: { pk: { S: 'bench' }, sk: { S: 'bench' } },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    }),
  );
