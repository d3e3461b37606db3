// What the rules of a policy find in one call: kept for its usage record, and told as metrics.
import type { WriteMetrics } from '../kernel/metric.ts';
import type { PolicyVersionRef } from '../policies/version.ts';
import type { TriggeredRule } from '../rules/match-log.ts';
import type { CompiledRule, Direction } from '../rules/policy.ts';
import { boundedEvents, type PolicyEvent, type PolicyRecord } from '../usage/policy-record.ts';

export class PolicyFindings {
  readonly #ref: PolicyVersionRef;
  readonly #writeMetrics: WriteMetrics;
  readonly #events: PolicyEvent[] = [];
  #hasFailed = false;

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

  /** Rules that ask somebody, and did not get to know all: whoever relies on them is not protected. */
  noteFailed(direction: Direction, rules: readonly CompiledRule[]): void {
    this.#hasFailed ||= rules.length > 0;
    for (const { ruleId, action: decision, monitoring } of rules) {
      const event = { ruleId, direction, decision, monitoring, count: 0, matches: [], failures: 1 };
      this.#events.push(event);
      const dimensions = { PolicyId: this.#ref.policyId, RuleId: ruleId, Direction: direction };
      this.#writeMetrics({ PolicyFailures: 1 }, dimensions);
    }
    // The alarm's, over all policies.
    if (rules.length > 0) this.#writeMetrics({ PolicyFailures: rules.length });
  }

  /** Some rule that asks did not get to know all. */
  get hasFailed(): boolean {
    return this.#hasFailed;
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
