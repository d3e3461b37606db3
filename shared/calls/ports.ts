// What a project's model calls need: stores, rules, the way to providers, and time.
import type { Afterwards } from '../kernel/afterwards.ts';
import type { Clock } from '../kernel/clock.ts';
import type { WriteMetrics } from '../kernel/metric.ts';
import type { RateLimiter } from '../limits/limiter.ts';
import type { ObjectStore } from '../objects/ownership.ts';
import type { LoadPolicy } from '../policies/active/load-policy.ts';
import type { ProviderPorts } from '../providers/ports.ts';
import type { CallStore } from '../usage/meter.ts';

export type CallPorts = ProviderPorts & {
  readonly rateLimiter: RateLimiter;
  readonly calls: CallStore;
  readonly objects: ObjectStore;
  readonly policies: LoadPolicy;
  readonly writeMetrics: WriteMetrics;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly wait: (ms: number) => Promise<unknown>;
  /** Of one invocation. */
  readonly afterwards: Afterwards;
};
