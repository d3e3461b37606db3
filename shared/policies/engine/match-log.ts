// What a policy found, by rule: counts, offsets and keyed hashes, never the text.
import type { Candidate } from './match-list.ts';
import type { CompiledRule } from './policy.ts';

/** More matches of a rule are counted, but not listed. */
const MAX_LISTED_MATCHES = 100;

export type MatchInfo = {
  /** Offsets in the channel's text, in UTF-16 units, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly length: number;
  /**
   * Of the matched text as it was written. Null when that is not known: the text was swallowed as it came, or a rule
   * judged the whole text. Absent when no digest was asked for.
   */
  readonly hash?: string | null;
};

export type TriggeredRule = {
  readonly ruleId: string;
  readonly ruleName: string;
  readonly ruleType: string;
  readonly decision: CompiledRule['action'];
  readonly monitoring: boolean;
  /** Overlapping matches of a rule count once. */
  readonly count: number;
  /** The first MAX_LISTED_MATCHES - 1, and the last. */
  readonly matches: readonly MatchInfo[];
};

/** The hash of a span of the channel's text; null when the text is gone, undefined when nobody wants it. */
export type SpanDigest = (start: number, end: number) => string | null | undefined;

type Span = { start: number; end: number; hash: string | null | undefined };
type Entry = { rule: CompiledRule; count: number; spans: Span[] };

export class MatchLog {
  readonly #entries = new Map<CompiledRule, Entry>();

  /** Candidates of one call may come in any order, those of later calls lie further on. */
  add(candidates: readonly Candidate[], digest: SpanDigest): void {
    const ordered = candidates.toSorted((a, b) => a.start - b.start || a.end - b.end);
    for (const { pattern, start, end } of ordered) this.note(pattern.rule, start, end, digest);
  }

  note(rule: CompiledRule, start: number, end: number, digest: SpanDigest): void {
    let entry = this.#entries.get(rule);
    if (entry === undefined) {
      entry = { rule, count: 0, spans: [] };
      this.#entries.set(rule, entry);
    }
    const last = entry.spans.at(-1);
    if (last !== undefined && start < last.end) {
      if (start >= last.start && end <= last.end) return;
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
      last.hash = digest(last.start, last.end);
      return;
    }
    entry.count++;
    if (entry.spans.length === MAX_LISTED_MATCHES) entry.spans.pop();
    entry.spans.push({ start, end, hash: digest(start, end) });
  }

  /** Takes over what another log holds, further on in the text. */
  addShifted(other: MatchLog, offset: number): void {
    for (const { rule, count, spans } of other.#entries.values()) {
      for (const { start, end, hash } of spans)
        this.note(rule, start + offset, end + offset, () => hash);
      const entry = this.#entries.get(rule);
      if (entry !== undefined) entry.count += count - spans.length;
    }
  }

  /** In the order of the rules. */
  triggered(): TriggeredRule[] {
    return [...this.#entries.values()]
      .sort((a, b) => a.rule.rank - b.rule.rank)
      .map(({ rule, count, spans }) => triggeredRule(rule, count, spans.map(infoOf)));
  }
}

const infoOf = ({ start, end, hash }: Span): MatchInfo => {
  const place = { start, end, length: end - start };
  return hash === undefined ? place : { ...place, hash };
};

export const triggeredRule = (
  rule: CompiledRule,
  count: number,
  matches: readonly MatchInfo[],
): TriggeredRule => ({
  ruleId: rule.ruleId,
  ruleName: rule.ruleName,
  ruleType: rule.ruleType,
  decision: rule.action,
  monitoring: rule.monitoring,
  count,
  matches,
});
