// What the benches of added latency have in common: a client of the engine, its plainest write, and fair turns.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../shared/aws/client-config.ts';
import type { DynamoEngine } from '../test/support/dynamo-engine.ts';
import { median } from './stats.ts';

const WARM_UP = 200;
const ROUNDS = 1_500;

/** The caller destroys it. */
export const benchClient = (engine: DynamoEngine): DynamoDBClient =>
  new DynamoDBClient({
    ...clientConfig,
    endpoint: engine.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });

export const plainWrite = (client: DynamoDBClient, engine: DynamoEngine): Promise<unknown> =>
  client.send(
    new UpdateItemCommand({
      TableName: engine.usageTable,
      Key: { pk: { S: 'bench' }, sk: { S: 'bench' } },
      UpdateExpression: 'SET n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    }),
  );

/**
 * Medians, milliseconds: one of each in turn, so that a slow moment of the machine meets all alike. `settle` waits,
 * outside of the measurement, until what follows a run is over.
 */
export async function inTurn<N extends string>(
  runs: Readonly<Record<N, () => Promise<unknown>>>,
  settle: () => Promise<unknown> = async () => {},
): Promise<Record<N, number>> {
  const names = Object.keys(runs) as N[];
  const timings = new Map(names.map((name) => [name, [] as number[]]));
  for (let i = 0; i < WARM_UP + ROUNDS; i++) {
    for (const name of names) {
      const startMs = performance.now();
      await runs[name]();
      if (i >= WARM_UP) timings.get(name)?.push(performance.now() - startMs);
      await settle();
    }
  }
  const medians = names.map((name) => [name, median(timings.get(name) ?? [])]);
  return Object.fromEntries(medians) as Record<N, number>;
}
