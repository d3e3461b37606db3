// Adds up what rules found in the several texts of a request.
import type { DirectionPlan } from '../../rules/direction-plan.ts';
import type { TriggeredRule } from '../../rules/match-log.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 100;

export class TriggeredRules {
  readonly #rankOf: ReadonlyMap<string, number>;
  readonly #rules = new Map<string, TriggeredRule>();

  constructor({ matchers, wholeText, models }: DirectionPlan) {
    const all = [...matchers.flatMap(({ patterns }) => patterns), ...wholeText, ...models];
    this.#rankOf = new Map(all.map(({ rule }) => [rule.ruleId, rule.rank]));
  }

  /** Offsets stay those in their own text. `onlyNew`: rules that are known already do not count again. */
  add(found: readonly TriggeredRule[], onlyNew: boolean): void {
    const known = new Set(onlyNew ? this.#rules.keys() : []);
    for (const each of found) {
      if (known.has(each.ruleId)) continue;
      const before = this.#rules.get(each.ruleId);
      const count = (before?.count ?? 0) + each.count;
      const matches = [...(before?.matches ?? []), ...each.matches].slice(0, MAX_LISTED_MATCHES);
      this.#rules.set(each.ruleId, { ...each, count, matches });
    }
  }

  /** In the order of the rules. */
  list(): readonly TriggeredRule[] {
    const rank = ({ ruleId }: TriggeredRule): number => this.#rankOf.get(ruleId) ?? 0;
    return [...this.#rules.values()].sort((a, b) => rank(a) - rank(b));
  }
}
