// The daily report of keys that expire within a week: composition root.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientConfig } from '../../shared/aws/client-config.ts';
import { expiringKeys } from '../../shared/aws/keys/expiring.ts';
import { keyExpiryReportEnv, readEnv } from '../../shared/contracts/env.ts';
import { systemClock } from '../../shared/kernel/clock.ts';
import { createLog } from '../../shared/kernel/log.ts';
import { createMetrics } from '../../shared/kernel/metric.ts';
import { type ExpiryReport, reportExpiringKeys } from '../../shared/keys/expiry-report.ts';

const { KEYS_TABLE, METRIC_NAMESPACE } = readEnv(keyExpiryReportEnv, process.env);
const toLog = (line: string): void => void process.stdout.write(line);

const ports = {
  expiringOn: expiringKeys({ client: new DynamoDBClient(clientConfig), name: KEYS_TABLE }),
  clock: systemClock,
  log: createLog(console),
  writeMetrics: createMetrics(METRIC_NAMESPACE, systemClock, toLog),
};

/** Throws when the table cannot be read, so that it shows among the function's errors; Lambda then tries twice more. */
export const handler = (): Promise<ExpiryReport> => reportExpiringKeys(ports);
