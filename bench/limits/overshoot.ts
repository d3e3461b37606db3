// Counts calls too many in 100,000 attempts of fifty clients at limits of every size, half of them with faults.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { permitStore } from '../../shared/aws/usage/permit-store.ts';
import { createRateLimiter } from '../../shared/limits/limiter.ts';
import {
  type DynamoEngine,
  type Fault,
  startDynamoEngine,
} from '../../test/support/dynamo-engine.ts';

const CLIENTS = 50;
/** A process that knows that a window is used up asks no store; a new one does. */
const CALLS_PER_PROCESS = 8;
const START_MS = Date.UTC(2026, 10, 22, 10, 0);
const FAULTS = ['throttle', 'server-error', 'cut', 'cut-after', 'server-error-after'] as const;

/** Requests per minute, attempts in each window, windows; 100,000 attempts with and without faults together. */
const ROUNDS = [
  { perMinute: 1, attempts: 500, windows: 10 },
  { perMinute: 60, attempts: 1_000, windows: 10 },
  { perMinute: 100, attempts: 1_000, windows: 10 },
  { perMinute: 250, attempts: 1_000, windows: 5 },
  { perMinute: 1_000, attempts: 2_500, windows: 4 },
  { perMinute: 10_000, attempts: 10_000, windows: 1 },
] as const;

export type OvershootResult = {
  readonly attempts: number;
  readonly storeCalls: number;
  readonly granted: number;
  /** Calls granted beyond the limit of their window. Must be 0. */
  readonly over: number;
  /** Calls refused although their window had permits left, in windows without faults. Must be 0. */
  readonly under: number;
  /** Calls that the store could not answer for. */
  readonly unknown: number;
};

type Window = { readonly perMinute: number; readonly attempts: number; readonly startMs: number };

export async function measureOvershoot(): Promise<OvershootResult> {
  const engine = await startDynamoEngine();
  const client = new DynamoDBClient({
    ...clientConfig,
    endpoint: engine.frontUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const total = { attempts: 0, storeCalls: 0, granted: 0, over: 0, under: 0, unknown: 0 };
  let startMs = START_MS;
  for (const faulty of [false, true]) {
    engine.fault = faulty ? everyTenth() : () => 'none';
    for (const { perMinute, attempts, windows } of ROUNDS) {
      for (let i = 0; i < windows; i++) {
        const kinds = await hammer(engine, client, { perMinute, attempts, startMs });
        const granted = kinds.filter((kind) => kind === 'granted').length;
        total.attempts += kinds.length;
        total.granted += granted;
        total.unknown += kinds.filter((kind) => kind === 'unknown').length;
        total.over += Math.max(0, granted - perMinute);
        if (!faulty) total.under += Math.max(0, Math.min(perMinute, attempts) - granted);
        startMs += 60_000;
      }
    }
  }
  total.storeCalls = engine.calls.length;
  client.destroy();
  await engine.close();
  return total;
}

function everyTenth(): () => Fault {
  let n = 0;
  return () => (n++ % 10 === 0 ? (FAULTS[((n / 10) % FAULTS.length) | 0] ?? 'none') : 'none');
}

async function hammer(
  engine: DynamoEngine,
  client: DynamoDBClient,
  { perMinute, attempts, startMs }: Window,
): Promise<string[]> {
  const store = permitStore(client, engine.usageTable);
  const kinds: string[] = [];
  let left = attempts;
  const work = async (): Promise<void> => {
    while (left > 0) {
      const limit = createRateLimiter({ store, clock: () => startMs });
      for (let i = 0; i < CALLS_PER_PROCESS && left-- > 0; i++)
        kinds.push((await limit([{ id: 'proj_bench', perMinute }])).kind);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  return kinds;
}
