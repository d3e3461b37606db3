// The usage roll-up: adds finished calls up, every few minutes.
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { usageRollupEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { UsageTable } from '../storage/usage-table.ts';
import { NodeFunction } from './node-function.ts';

/**
 * Reports count what is not added up yet, so this decides only how much they have to read. Every minute would
 * cost five times as much while nobody calls.
 */
const EVERY = Duration.minutes(5);

export function usageRollupFunction(
  scope: Construct,
  needs: { readonly settings: Settings; readonly usage: UsageTable },
): NodeFunction<typeof usageRollupEnv> {
  const rollup = new NodeFunction<typeof usageRollupEnv>(scope, 'UsageRollup', {
    name: 'usage-rollup',
    description: 'Adds finished calls up by project, day, key and model',
    settings: needs.settings,
    memoryMb: 256,
    // Two at once do no harm, but the second would only get in the way of the first.
    timeout: EVERY,
    reservedConcurrency: undefined,
    grant: (role) => needs.usage.grantFold(role),
  });
  new Rule(rollup, 'Schedule', {
    schedule: Schedule.rate(EVERY),
    targets: [new LambdaFunction(rollup.fn)],
  });
  return rollup;
}
