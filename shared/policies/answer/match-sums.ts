// What the rules found in all texts of an answer, by rule.
import type { TriggeredRule } from '../engine/match-log.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 100;

/** Offsets are those of the text that each match was found in. */
export class MatchSums {
  readonly #byRule = new Map<string, TriggeredRule>();

  add(triggered: readonly TriggeredRule[]): void {
    for (const each of triggered) {
      const known = this.#byRule.get(each.ruleId);
      this.#byRule.set(each.ruleId, known === undefined ? each : joined(known, each));
    }
  }

  get triggered(): TriggeredRule[] {
    return [...this.#byRule.values()];
  }
}

const joined = (first: TriggeredRule, second: TriggeredRule): TriggeredRule => ({
  ...first,
  count: first.count + second.count,
  matches: [...first.matches, ...second.matches].slice(0, MAX_LISTED_MATCHES),
});
