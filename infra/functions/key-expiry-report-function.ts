// The report of expiring keys: once a day, into the log and a metric.
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { keyExpiryReportEnv } from '../../shared/contracts/env.ts';
import type { Settings } from '../settings/settings.ts';
import type { KeysTable } from '../storage/keys-table.ts';
import { NodeFunction } from './node-function.ts';

export function keyExpiryReportFunction(
  scope: Construct,
  { settings, keys }: { readonly settings: Settings; readonly keys: KeysTable },
): NodeFunction<typeof keyExpiryReportEnv> {
  const report = new NodeFunction<typeof keyExpiryReportEnv>(scope, 'KeyExpiryReport', {
    name: 'key-expiry-report',
    description: 'Reports the keys that expire within a week',
    settings,
    memoryMb: 256,
    timeout: Duration.minutes(5),
    reservedConcurrency: undefined,
    grant: (role) => ({
      ...keys.grantExpiryReport(role),
      METRIC_NAMESPACE: `Collie/${settings.stage}`,
    }),
  });
  new Rule(report, 'Schedule', {
    schedule: Schedule.rate(Duration.days(1)),
    targets: [new LambdaFunction(report.fn)],
  });
  return report;
}
