// What the rules of a policy find in one call: kept for its usage record, and told as metrics.
import type { WriteMetrics } from '../kernel/metric.ts';
import type { PolicyVersionRef } from '../policies/version.ts';
import type { TriggeredRule } from '../rules/match-log.ts';
import type { Direction } from '../rules/policy.ts';
import { boundedEvents, type PolicyEvent, type PolicyRecord } from '../usage/policy-record.ts';

export class PolicyFindings {
  readonly #ref: PolicyVersionRef;
  readonly #writeMetrics: WriteMetrics;
  readonly #events: PolicyEvent[] = [];

  constructor(ref: PolicyVersionRef, writeMetrics: WriteMetrics) {
    this.#ref = ref;
    this.#writeMetrics = writeMetrics;
  }

  note(direction: Direction, triggered: readonly TriggeredRule[]): void {
    for (const rule of triggered) {
      const { ruleId, decision, monitoring, count } = rule;
      const matches = rule.matches.map(({ hash = null, ...match }) => ({ ...match, hash }));
      this.#events.push({ ruleId, direction, decision, monitoring, count, matches });
      this.#writeMetrics(
        { PolicyMatches: count, PolicyRequests: 1 },
        {
          PolicyId: this.#ref.policyId,
          RuleId: ruleId,
          Direction: direction,
          Decision: monitoring ? 'monitor' : decision,
        },
      );
    }
  }

  /** Fields of an answer that were left out because no rule can read them. */
  noteDropped(count: number): void {
    if (count > 0)
      this.#writeMetrics({ PolicyDroppedFields: count }, { PolicyId: this.#ref.policyId });
  }

  record(): PolicyRecord {
    const { policyId, version } = this.#ref;
    return { policyId, version, events: boundedEvents(this.#events) };
  }
}
