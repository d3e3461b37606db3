// Numbers for CloudWatch, in its embedded metric format: a log line that becomes metrics without a call.
import type { Clock } from './clock.ts';

type Metrics = Readonly<Record<string, number>>;
/** Ids and fixed words; every combination is a metric of its own. */
type Dimensions = Readonly<Record<string, string>>;
export type WriteMetrics = (metrics: Metrics, dimensions?: Dimensions) => void;

/**
 * `write` takes a whole line. It must reach the log as it is: Lambda wraps what goes through `console` into an object
 * of its own, and CloudWatch then does not see the metrics. Source: CloudWatch, "Embedded metric format specification".
 */
export const createMetrics =
  (namespace: string, clock: Clock, write: (line: string) => void): WriteMetrics =>
  (metrics, dimensions = {}) => {
    const definitions = Object.keys(metrics).map((Name) => ({ Name, Unit: 'Count' }));
    const directive = {
      Namespace: namespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: definitions,
    };
    const _aws = { Timestamp: clock(), CloudWatchMetrics: [directive] };
    write(`${JSON.stringify({ _aws, ...dimensions, ...metrics })}\n`);
  };
