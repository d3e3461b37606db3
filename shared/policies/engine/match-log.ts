// What a policy found, by rule: counts and offsets, never the text.
import type { Candidate } from './match-list.ts';
import type { CompiledRule } from './policy.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 100;

export type MatchInfo = { readonly start: number; readonly end: number };

export type TriggeredRule = {
  readonly ruleId: string;
  readonly ruleName: string;
  readonly ruleType: string;
  readonly decision: CompiledRule['action'];
  readonly monitoring: boolean;
  /** Overlapping matches of a rule count once. */
  readonly count: number;
  /** Offsets in the channel's text, in UTF-16 units, `end` exclusive. */
  readonly matches: readonly MatchInfo[];
};

type Entry = { rule: CompiledRule; count: number; matches: { start: number; end: number }[] };

export class MatchLog {
  readonly #entries = new Map<CompiledRule, Entry>();

  /** Candidates of one call may come in any order, those of later calls lie further on. */
  add(candidates: readonly Candidate[]): void {
    const ordered = candidates.toSorted((a, b) => a.start - b.start || a.end - b.end);
    for (const { pattern, start, end } of ordered) this.note(pattern.rule, start, end);
  }

  note(rule: CompiledRule, start: number, end: number): void {
    let entry = this.#entries.get(rule);
    if (entry === undefined) {
      entry = { rule, count: 0, matches: [] };
      this.#entries.set(rule, entry);
    }
    const last = entry.matches.at(-1);
    if (last !== undefined && start < last.end) {
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
      return;
    }
    entry.count++;
    if (entry.matches.length === MAX_LISTED_MATCHES) entry.matches.pop();
    entry.matches.push({ start, end });
  }

  /** Takes over what another log holds, further on in the text. */
  addShifted(other: MatchLog, offset: number): void {
    for (const { rule, count, matches } of other.#entries.values()) {
      for (const { start, end } of matches) this.note(rule, start + offset, end + offset);
      const entry = this.#entries.get(rule);
      if (entry !== undefined) entry.count += count - matches.length;
    }
  }

  /** In the order of the rules. */
  triggered(): TriggeredRule[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.rule.rank - b.rule.rank)
      .map(({ rule, count, matches }) => ({
        ruleId: rule.ruleId,
        ruleName: rule.ruleName,
        ruleType: rule.ruleType,
        decision: rule.action,
        monitoring: rule.monitoring,
        count,
        matches,
      }));
  }
}
