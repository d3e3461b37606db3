// Numbers for CloudWatch, in its embedded metric format: a log line that becomes metrics without a call.
import type { Clock } from './clock.ts';

type Metrics = Readonly<Record<string, number>>;
export type WriteMetrics = (metrics: Metrics) => void;

/**
 * `write` takes a whole line. It must reach the log as it is: Lambda wraps what goes through `console` into an object
 * of its own, and CloudWatch then does not see the metrics. Source: CloudWatch, "Embedded metric format specification".
 */
export const createMetrics =
  (namespace: string, clock: Clock, write: (line: string) => void): WriteMetrics =>
  (metrics) => {
    const definitions = Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' }));
    const directive = { Namespace: namespace, Dimensions: [[]], Metrics: definitions };
    const _aws = { Timestamp: clock(), CloudWatchMetrics: [directive] };
    write(`${JSON.stringify({ _aws, ...metrics })}\n`);
  };
