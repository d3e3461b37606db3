// The usage roll-up: composition root. Runs on a schedule and folds finished calls into sums.
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { foldStore } from '../../shared/aws/usage/fold-store.ts';
import { readEnv, usageRollupEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { rollUp } from '../../shared/usage/roll-up.ts';

const { USAGE_TABLE } = readEnv(usageRollupEnv, process.env);
const log = createLog(console);
const table = { client: new DynamoDBClient(clientConfig), name: USAGE_TABLE };
const store = foldStore(table, { log, wait });

/** Enough for the fold that is under way: 2,000 deletes with all their repetitions. */
const RESERVE_MS = 30_000;

/** Throws when something could not be folded, so that it shows among the function's errors; the next run goes on. */
export const handler = async (_event: unknown, context: Context): Promise<void> => {
  const mayGoOn = (): boolean => context.getRemainingTimeInMillis() > RESERVE_MS;
  const result = await rollUp({ store, log, mayGoOn, clock: systemClock });
  log.info('usage_rolled_up', result);
  if (result.failedProjects > 0) throw new Error('usage of some projects could not be folded');
};
